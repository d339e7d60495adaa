export function AttemptPage() {
  return <div className="page" />
}

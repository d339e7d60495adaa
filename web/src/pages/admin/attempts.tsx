export function AttemptsPage() {
  return <div className="page" />
}

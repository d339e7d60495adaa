/** What a person hands to an administrator who is to look at a sign-in that failed. Nothing of it is secret. */
export interface FailedSignIn {
  /** The server's address, without a path. */
  origin: string
  title: string
  code: string | null
  attempt: string | null
  at: Date
}

/** Ids and codes as this server writes them: an address that somebody sends may hold anything. */
export const asWritten = (text: string | undefined): string | null =>
  text !== undefined && /^[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : null

export function reportText({ origin, title, code, attempt, at }: FailedSignIn): string {
  return [
    `I could not sign in at ${origin}.`,
    '',
    title,
    ...(code ? [`Code: ${code}`] : []),
    ...(attempt ? [`Attempt: ${attempt}`] : []),
    `Time: ${at.toISOString()}`,
    ...(attempt ? ['', `What happened and how to mend it: ${origin}/settings/sign-in-attempts/${attempt}`] : []),
  ].join('\n')
}

/** Opens the person's own mail program; whom to write to is for the person to know. */
export function reportMail(failed: FailedSignIn): string {
  const subject = `Sign-in at ${new URL(failed.origin).host} failed${failed.code ? `: ${failed.code}` : ''}`
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(reportText(failed))}`
}

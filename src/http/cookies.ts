/** `__Host-` binds the cookie to this host, path `/` and https (RFC 6265bis, 4.1.3.2); plain http cannot have it. */
export const sessionCookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-signpost' : 'signpost'

export interface SessionCookie {
  token: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** The value of `Set-Cookie` that begins a session in the browser, or, for null, takes it back. */
export function sessionCookie(publicUrl: string, session: SessionCookie | null, now: number): string {
  const seconds = session ? Math.max(0, Math.floor((session.expiresAt - now) / 1000)) : 0
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  return `${sessionCookieName(publicUrl)}=${session?.token ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`
}

/** The value of one cookie of a `Cookie` header, or null. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null
  }
  return null
}

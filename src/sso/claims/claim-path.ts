/** What one party said: the claims of an ID token, of userinfo, or of an aggregated source. Parsed JSON. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * The claim at a path. A claim of exactly this name comes first, whatever its name holds (`https://acme.example/roles`); then, where the
 * path begins with `/`, a JSON pointer (RFC 6901); else names joined by dots, each of which may hold dots itself. Undefined where there
 * is none, or null.
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path] ?? undefined
  return (path.startsWith('/') ? atPointer(claims, path) : atDots(claims, path)) ?? undefined
}

/** Of the first party that says something at this path. */
export function firstClaim(sources: readonly Claims[], path: string): unknown {
  for (const claims of sources) {
    const value = claimAt(claims, path)
    if (value !== undefined) return value
  }
  return undefined
}

/** The same where it is a text that is not blank, without the blanks around it. */
export function firstText(sources: readonly Claims[], path: string): string | null {
  for (const claims of sources) {
    const text = textOf(claimAt(claims, path))
    if (text !== null) return text
  }
  return null
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

function atPointer(claims: Claims, pointer: string): unknown {
  let at: unknown = claims
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = /^(0|[1-9]\d*)$/.test(name) ? at[Number(name)] : undefined
    else at = member(at, name)
    if (at === undefined) return undefined
  }
  return at
}

/** The longest name first, so that `a.b` finds the claim "a.b" before the claim "b" within "a". */
function atDots(within: unknown, path: string): unknown {
  const whole = member(within, path)
  if (whole !== undefined) return whole
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const found = atDots(member(within, path.slice(0, dot)), path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

function member(within: unknown, name: string): unknown {
  if (!within || typeof within !== 'object' || Array.isArray(within) || !Object.hasOwn(within, name)) return undefined
  return (within as Claims)[name] ?? undefined
}

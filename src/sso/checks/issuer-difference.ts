/**
 * How the issuer of a token differs from the one that was expected, as facts: one of the names below holds the issuer of the token, so that
 * the mends that speak of it are shown and the others are not.
 */
export function issuerDifference(iss: unknown, expected: string): Record<string, unknown> {
  const [found, due] = [URL.parse(typeof iss === 'string' ? iss : ''), URL.parse(expected)]
  if (typeof iss !== 'string' || !found || !due) return {}
  if (withoutSlash(iss) === withoutSlash(expected)) return { differsBySlash: iss }
  if (found.pathname === due.pathname && found.host !== due.host) return { differsByHost: iss }
  if (found.host === due.host && found.pathname === due.pathname) return { differsByScheme: iss }
  return found.host === due.host ? { differsByPath: iss } : { differsInAll: iss }
}

const withoutSlash = (url: string) => url.replace(/\/$/, '')

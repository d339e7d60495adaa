import type { Check } from '../base/check.ts'
import type { SeenOrigin } from '../base/seen-origins.ts'

/** HOST against the addresses at which browsers really have this server. */
export function examinePublicUrl(publicUrl: string, seen: SeenOrigin[]): Check {
  const { origin } = new URL(publicUrl)
  const evidence = { publicUrl, seen: seen.map((each) => `${each.origin} (${each.requests})`) }
  const check = { id: 'public-url', stage: 'config', evidence }
  if (seen.length === 0)
    return { ...check, status: 'skipped', title: 'Nobody has come by a browser yet to compare HOST with' }
  const other = seen.find((each) => each.origin !== origin)
  if (!other) return { ...check, status: 'ok', title: 'Browsers have this server at HOST' }
  return {
    ...check,
    status: 'warning',
    code: 'public-url-mismatch',
    title: 'Browsers have this server at another address than HOST',
    mend: [
      `Where ${other.origin} is what people type: set HOST=${other.origin} and register its redirect URI at the provider.`,
      `Else lead people from ${other.origin} to ${origin}, and let the reverse proxy send X-Forwarded-Host and X-Forwarded-Proto.`,
    ],
  }
}

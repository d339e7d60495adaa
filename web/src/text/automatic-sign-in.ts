import { startUrl } from './start-url.ts'

export interface Surroundings {
  storage: Pick<Storage, 'getItem' | 'setItem'>
  now: number
  origin: string
}

const key = 'signpost-automatic-sign-in'
const pause = 60_000

/**
 * Where a stranger is sent at once, or null for the sign-in page: with `auto=0` in the address, and when that was done within the last
 * minute, since then the sign-in did not last, and doing it again would go round in circles.
 */
export function automaticStart(
  start: string | null,
  href: string,
  { storage, now, origin }: Surroundings,
): string | null {
  const url = new URL(href, origin)
  if (!start || url.searchParams.get('auto') === '0') return null
  if (now - Number(storage.getItem(key) ?? 0) < pause) return null
  storage.setItem(key, String(now))
  return startUrl(start, href, origin)
}

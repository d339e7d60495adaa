import { AppError } from '../../base/errors.ts'

export interface NamedTag {
  tagName: string
}

export const tagNames = (tags: NamedTag[] | null | undefined): string[] => [
  ...new Set((tags ?? []).map(({ tagName }) => tagName)),
]

const inherited = -1
const forEver = -2

/**
 * A time to live as the client sends it. Seconds; 0 for ever, null as the project or the team has it, undefined for no change. Throws AppError
 * `ttl-invalid`.
 */
export function readTtl(seconds: number | null | undefined): number | null | undefined {
  if (seconds === null || seconds === undefined || seconds === 0) return undefined
  if (seconds === inherited) return null
  if (seconds === forEver) return 0
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds
  throw new AppError('invalid', 'ttl-invalid', `${seconds} is no time to live: it is a number of seconds.`)
}

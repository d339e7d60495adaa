import { readFileSync } from 'node:fs'

/** What a process may use of something, as the kernel tells it: a number, or `unlimited`. */
export interface HostLimit {
  soft: string
  hard: string
}

/** The limits of this process by the names of proc(5), `Max open files` for one. Empty where the system has no such table. */
export const hostLimits = (): Record<string, HostLimit> => limitsIn(textOf('/proc/self/limits'))

/** The rows of a table of limits. */
export const limitsIn = (table: string): Record<string, HostLimit> =>
  Object.fromEntries(
    [...table.matchAll(/^(Max [a-z ]+?)\s{2,}(\S+)\s+(\S+)/gm)].map(([, name, soft, hard]) => [
      name!,
      { soft: soft!, hard: hard! },
    ]),
  )

/** How many processes and threads the container of this process may have together: a number, `max`, or null where nobody says. */
export const containerProcesses = (): string | null => textOf('/sys/fs/cgroup/pids.max').trim() || null

/** Bytes of memory that the container of this process may use: a number, `max`, or null where nobody says. */
export const containerMemory = (): string | null => textOf('/sys/fs/cgroup/memory.max').trim() || null

/** A file of the kernel's; empty where there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

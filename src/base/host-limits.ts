import { readFileSync } from 'node:fs'

/** What a process may use of something, as the kernel tells it: a number, or `unlimited`. */
export interface HostLimit {
  soft: string
  hard: string
}

/** The limits of a process by the names of proc(5), `Max open files` for one. Empty where the system has no such table, or does not tell. */
export const hostLimits = (pid: number | 'self' = 'self'): Record<string, HostLimit> =>
  limitsIn(textOf(`/proc/${pid}/limits`))

/** The rows of a table of limits. */
export const limitsIn = (table: string): Record<string, HostLimit> =>
  Object.fromEntries(
    [...table.matchAll(/^(Max [a-z ]+?)\s{2,}(\S+)\s+(\S+)/gm)].map(([, name, soft, hard]) => [
      name!,
      { soft: soft!, hard: hard! },
    ]),
  )

/** How many processes and threads the container or unit of a process may have together: a number, `max`, or null where nobody says. */
export const containerProcesses = (pid: number | 'self' = 'self'): string | null => leastOf(pid, 'pids.max')

/** Bytes of memory that the container or unit of a process may use: a number, `max`, or null where nobody says. */
export const containerMemory = (pid: number | 'self' = 'self'): string | null => leastOf(pid, 'memory.max')

/** Of a control group (version 2) and all that it is in, the least counts: a unit of systemd within a container, for one. */
function leastOf(pid: number | 'self', name: string): string | null {
  const group = /^0::(\/.*)$/m.exec(textOf(`/proc/${pid}/cgroup`))?.[1] ?? '/'
  const parts = group.split('/').filter(Boolean)
  const folders = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
  const said = ['', ...folders].map((folder) => textOf(`/sys/fs/cgroup${folder}/${name}`).trim()).filter(Boolean)
  const numbers = said.filter((each) => /^\d+$/.test(each)).sort((a, b) => Number(a) - Number(b))
  return numbers[0] ?? said[0] ?? null
}

/** A file of the kernel's; empty where there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

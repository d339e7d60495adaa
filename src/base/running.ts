import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { textOf } from './host-limits.ts'

const fileIn = (dataFolder: string) => path.join(dataFolder, 'running.json')

/** Says in the data folder which process is the server, for commands beside it. Returns what takes it back. */
export function markRunning(dataFolder: string): () => void {
  const file = fileIn(dataFolder)
  const mark = JSON.stringify({ pid: process.pid, began: beganAt(process.pid) })
  writeFileSync(file, mark, { mode: 0o600 })
  return () => {
    // Another server may have begun on the same folder since.
    if (textOf(file) === mark) rmSync(file, { force: true })
  }
}

/** The id of the process that is the server of this data folder; null where none is running, or the system does not tell. */
export function runningServer(dataFolder: string): number | null {
  try {
    const { pid, began } = JSON.parse(textOf(fileIn(dataFolder)))
    // Ids are given out again: by the time at which it began it is known whether it is still the same.
    return Number.isInteger(pid) && began !== null && beganAt(pid) === began ? pid : null
  } catch {
    return null
  }
}

/** proc(5), `starttime`: the 22nd field; the name, which is the second, may hold spaces and brackets. */
const beganAt = (pid: number): string | null => textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19] ?? null

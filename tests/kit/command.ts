import { execFile } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

const script = path.resolve('scripts/signpost.js')

export interface CommandOutcome {
  code: number
  out: string
  err: string
}

/** `signpost ARGUMENTS` as a process of its own, with nothing but this environment. */
export const command = (env: Record<string, string | undefined>, ...args: string[]): Promise<CommandOutcome> =>
  new Promise((resolve) => {
    const all = { PATH: process.env['PATH'], ...env }
    execFile(process.execPath, [script, ...args], { env: all, maxBuffer: 64 * 1024 ** 2 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 99) : 0, out, err }),
    )
  })

import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { freePort } from './ports.ts'
import { until } from './until.ts'

const script = path.resolve('scripts/signpost.js')

/** `signpost serve` as a process of its own, seen from outside: by its output, its exit code and its answers. */
export interface Served {
  url: string
  /** All that it wrote so far. */
  out(): string
  err(): string
  stop(): Promise<void>
}

/**
 * Starts it with nothing but this environment, and waits until its output has this. `before`: what is said in the shell that starts it,
 * such as a limit.
 */
export async function serve(
  env: Record<string, string>,
  waitFor: RegExp = /"listening"/,
  before?: string,
): Promise<Served> {
  const port = env['PORT'] ?? String(await freePort())
  const { child, out, err, ended } = run({ PORT: port, SIGNPOST_EXAMINE_EVERY: '0', ...env }, before)
  await until(() => waitFor.test(out()) || child.exitCode !== null)
  if (!waitFor.test(out())) throw new Error(`signpost serve ended with ${child.exitCode}: ${err()}${out()}`)
  return {
    url: `http://localhost:${port}`,
    out,
    err,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Starts it where it cannot start, and waits for its end. */
export async function serveInVain(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const { ended, out, err } = run({ PORT: String(await freePort()), ...env })
  return { code: await ended, text: out() + err() }
}

function run(env: Record<string, string>, before?: string) {
  const shell = before && ['-c', `${before}; exec "$0" "$@"`]
  const [program, args] = shell ? ['bash', [...shell, process.execPath]] : [process.execPath, []]
  const child = spawn(program, [...args, script, 'serve'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const written = { out: [] as string[], err: [] as string[] }
  child.stdout.on('data', (piece) => written.out.push(String(piece)))
  child.stderr.on('data', (piece) => written.err.push(String(piece)))
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      process.off('exit', kill)
      resolve(code)
    }),
  )
  return { child, ended, out: () => written.out.join(''), err: () => written.err.join('') }
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePort } from './ports.ts'

const root = path.join(import.meta.dirname, '../..')
const command = (...args: string[]) => [
  '--disable-warning=ExperimentalWarning',
  path.join(root, 'src/main.ts'),
  ...args,
]

/** A real `signpost serve` in a process of its own, with one person and the person's key. */
export interface ServerProcess {
  url: string
  key: string
  folder: string
  /** Of the whole process, in seconds. */
  cpu(): number
  /** In megabytes. */
  rss(): number
  /** From the start of the process to the first 200 of `/ready`. */
  ready: { wall: number; cpu: number }
  /** Ends it in good order and starts it again on the same data. */
  restart(): Promise<void>
  /** SIGKILL, and starts it again. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** `settings` are further variables of its environment. */
export async function startServerProcess(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-process-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: url,
    SIGNPOST_DATA: path.join(folder, 'data'),
    SIGNPOST_LOG_LEVEL: 'error',
    // As scripts/node26.js sets it.
    NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/node'),
    ...settings,
  }
  const keyFile = path.join(folder, 'key')
  const made = spawnSync(process.execPath, command('user', 'create', 'tester', '--admin', '--api-key-file', keyFile), {
    env,
  })
  if (made.status !== 0) throw new Error(`user create failed: ${made.stderr}${made.stdout}`)
  let child: ChildProcess
  let ready = { wall: 0, cpu: 0 }
  const start = async () => {
    const began = performance.now()
    child = spawn(process.execPath, command('serve'), { env, stdio: ['ignore', 'ignore', 'inherit'] })
    for (;;) {
      const answer = await fetch(`${url}/ready`).catch(() => null)
      if (answer?.ok) break
      if (child.exitCode !== null) throw new Error(`signpost serve ended with ${child.exitCode}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    ready = { wall: performance.now() - began, cpu: cpuOf(child.pid!) * 1000 }
  }
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  await start()
  return {
    url,
    key: readFileSync(keyFile, 'utf8').trim(),
    folder: path.join(folder, 'data'),
    cpu: () => cpuOf(child.pid!),
    rss: () => rssOf(child.pid!),
    get ready() {
      return ready
    },
    async restart() {
      await end('SIGTERM')
      await start()
    },
    async kill() {
      await end('SIGKILL')
      await start()
    },
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** User and system time of a process, all threads, in seconds (proc(5), stat fields 14 and 15; 100 ticks a second). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}

export function folderBytes(folder: string, only: RegExp = /./): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && only.test(entry.name))
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
}

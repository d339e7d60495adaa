import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether the machine can make virtual environments. */
export const hasPython = spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0

/**
 * The folder of a virtual environment with these packages, made on first use in the cache (`$XDG_CACHE_HOME/signpost-test`). Throws where
 * Python or the registry is missing.
 */
export async function pythonEnvironment(name: string, packages: readonly string[]): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'signpost-test')
  const folder = path.join(cache, name)
  if (existsSync(path.join(folder, 'complete'))) return folder
  await mkdir(cache, { recursive: true })
  await rm(folder, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', folder])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  await run(path.join(folder, 'bin/python'), [...pip, ...packages])
  // Scripts in it name its folder, so it cannot be made elsewhere and moved here; this says that it was finished.
  await writeFile(path.join(folder, 'complete'), '')
  return folder
}

export interface PythonServer {
  stop(): void
}

/** Runs a server's script until `readyUrl` answers. Throws with what it wrote where it ends before. */
export async function startPythonServer(
  environment: string,
  script: string,
  args: string[],
  readyUrl: string,
): Promise<PythonServer> {
  const child: ChildProcess = spawn(path.join(environment, 'bin/python'), [script, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let written = ''
  child.stderr!.on('data', (chunk) => {
    written = (written + chunk).slice(-4000)
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`${path.basename(script)} ended: ${written}`)
    const answer = await fetch(readyUrl).catch(() => null)
    if (answer?.ok)
      return {
        stop() {
          process.off('exit', kill)
          kill()
        },
      }
    await wait(100)
  }
  kill()
  throw new Error(`${path.basename(script)} was not ready after a minute: ${written}`)
}

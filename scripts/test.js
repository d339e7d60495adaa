// npm test [-- SUITE...]: installs what the tests need, runs the suites one after another, and ends with "N passed, N failed, N skipped".
// Plain JavaScript for Node 20 and newer, as it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { buildWeb } from './build-web.js'
import { faultSummary } from './fault-summary.js'
import { installPackages } from './install.js'
import { findNode, root } from './node26.js'
import { installSystemPackages } from './system-packages.js'

/** Seconds are what a suite may take on two cores; they are printed beside what it took, not enforced. */
const suites = [
  {
    name: 'static',
    seconds: 60,
    check: true,
    paths: ['tests/architecture.test.ts', 'tests/generated.test.ts', 'tests/security-table.test.ts'],
  },
  { name: 'unit and contract', seconds: 120, paths: ['src/', 'web/', 'demo-idp/', 'tests/contract/'] },
  { name: 'server', seconds: 240, paths: ['tests/api/', 'tests/cli/', 'tests/crash/'] },
  { name: 'sso', seconds: 300, paths: ['tests/sso'] },
  { name: 'thread', seconds: 180, paths: ['tests/thread'] },
  { name: 'providers', seconds: 240, paths: ['tests/providers'] },
  { name: 'clients', seconds: 360, paths: ['tests/clients'] },
  { name: 'browser', seconds: 240, paths: ['tests/browser'] },
  {
    name: 'versions',
    seconds: 600,
    paths: ['tests/client-versions'],
    onlyAll: 'the wandb clients of two years, version by version',
  },
  {
    name: 'large',
    seconds: 300,
    paths: ['tests/large'],
    onlyAll: 'a file of more than 2 GiB, in parts',
  },
  {
    name: 'mariadb',
    seconds: 600,
    paths: ['tests/api/', 'tests/sso'],
    onlyAll: 'the whole-server and sign-on tests a second time, on MariaDB',
    env: { SIGNPOST_TEST_DATABASE: 'MariaDB' },
  },
]

const words = process.argv.slice(2)
const all = words.includes('--all')
const wanted = words.filter((word) => !word.startsWith('--'))
const chosen =
  wanted.length === 0
    ? suites.filter(({ onlyAll }) => all || !onlyAll)
    : suites.filter(({ name }) => wanted.includes(name.split(' ')[0]))
if (chosen.length === 0) {
  console.error(`test: no such suite; there are: ${suites.map(({ name }) => name.split(' ')[0]).join(', ')}`)
  process.exit(2)
}

installPackages()
installSystemPackages()
buildWeb()
const node = findNode()
const temporary = mkdtempSync(path.join(os.tmpdir(), 'signpost-tests-'))
const env = {
  ...process.env,
  PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
  // Whatever a test leaves behind is in one folder, which is removed at the end.
  TMPDIR: temporary,
}
const run = (args, more) =>
  spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...env, ...more } }).status === 0

const results = chosen.map((suite) => runSuite(suite))
// What is left to test:all counts as skipped, by name.
if (wanted.length === 0 && !all)
  for (const { name, seconds, onlyAll } of suites.filter((suite) => suite.onlyAll))
    results.push({ name, budget: seconds, seconds: 0, passed: 0, failed: 0, skipped: [onlyAll], second: [] })
rmSync(temporary, { recursive: true, force: true })
report(results)

function runSuite({ name, seconds, check, paths, env: own }) {
  const started = Date.now()
  const result = { name, budget: seconds, passed: 0, failed: 0, skipped: [], second: [] }
  console.log(`\n=== ${name} ===`)
  if (check) result[run(['scripts/check.js']) ? 'passed' : 'failed'] += 1
  const missing = paths.filter((each) => !existsSync(path.join(root, each)))
  if (missing.length > 0) throw new Error(`The suite "${name}" names paths that are not there: ${missing.join(', ')}`)
  addVitest(result, paths, own)
  result.seconds = Math.round((Date.now() - started) / 1000)
  return result
}

function addVitest(result, paths, own) {
  let { well, files } = runVitest(result.name, paths, own)
  const failing = files.filter((file) => file.status === 'failed').map((file) => file.name)
  // A whole run is long, and a busy machine may lose a race: files that fail run once more by themselves, and what passes then is named.
  if (wanted.length === 0 && failing.length > 0) {
    console.log(`\n=== ${result.name}: once more ===`)
    const again = runVitest(`${result.name} again`, failing, own)
    const failedFirst = new Set(testsOf(files).flatMap((test) => (test.status === 'failed' ? test.fullName : [])))
    const passed = testsOf(again.files).filter(({ status }) => status === 'passed')
    result.second.push(...passed.flatMap(({ fullName }) => (failedFirst.has(fullName) ? fullName : [])))
    files = [...files.filter(({ name }) => !failing.includes(name)), ...again.files]
    well = again.well
  }
  const tests = testsOf(files)
  result.passed += tests.filter(({ status }) => status === 'passed').length
  const failed = tests.filter(({ status }) => status === 'failed').length
  // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
  result.failed += well ? failed : Math.max(failed, 1)
  result.skipped.push(
    ...tests.filter(({ status }) => !['passed', 'failed'].includes(status)).map(({ fullName }) => fullName),
  )
}

function runVitest(name, paths, own) {
  const file = path.join(temporary, `${name.replaceAll(' ', '-')}.json`)
  const args = ['run', ...paths, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const well = run(['node_modules/vitest/vitest.mjs', ...args], own)
  return { well, files: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [] }
}

function testsOf(files) {
  return files.flatMap((file) => file.assertionResults)
}

function report(results) {
  const sum = (of) => results.reduce((total, result) => total + of(result), 0)
  const skipped = sum((result) => result.skipped.length)
  console.log('\nsuite               seconds  budget  passed  failed  skipped')
  for (const { name, seconds, budget, passed, failed, skipped: left } of results) {
    const cells = [seconds, budget, passed, failed, left.length].map((cell, index) =>
      String(cell).padStart([7, 6, 6, 6, 7][index]),
    )
    console.log(`${name.padEnd(20)}${cells.join('  ')}`)
  }
  for (const { name, skipped: left } of results)
    for (const test of left) console.log(`skipped (${name}): ${test.trim()}`)
  for (const { name, second } of results)
    for (const test of second) console.log(`passed at the second try (${name}): ${test.trim()}`)
  if (results.some(({ name }) => name === 'sso'))
    console.log(`\n${faultSummary(path.join(root, 'docs/sso/coverage.md'))}`)
  console.log(
    `\n${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed, ${skipped} skipped`,
  )
  process.exit(sum((result) => result.failed) > 0 ? 1 : 0)
}

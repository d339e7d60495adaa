// Debian packages that some tests need: a browser, a second database, what fetches and runs Keycloak, what runs the wandb client.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const needed = [
  { package: 'chromium', command: 'chromium' },
  { package: 'mariadb-server', command: 'mariadbd' },
  { package: 'default-jdk-headless', command: 'java' },
  { package: 'maven', command: 'mvn' },
  // Debian's python3 alone makes no virtual environments.
  { package: 'python3-venv', command: 'python3', probe: ['-c', 'import ensurepip, venv'] },
]

const places = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
const isThere = (command, probe) =>
  places.some((folder) => folder && existsSync(path.join(folder, command))) &&
  (probe === undefined || spawnSync(command, probe, { stdio: 'ignore' }).status === 0)

/** Installs what is missing where this process may (root on Debian or Ubuntu). Elsewhere the tests that need it name it and are skipped. */
export function installSystemPackages() {
  const missing = needed.filter(({ command, probe }) => !isThere(command, probe)).map((each) => each.package)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    console.error(`test: not installed here, so what needs it is skipped: ${missing.join(', ')}`)
    return
  }
  console.error(`test: installing ${missing.join(', ')} ...`)
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
      stdio: ['ignore', 'ignore', 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  if (!(apt('update') && apt('install', '-y', '--no-install-recommends', ...missing))) {
    console.error('test: apt-get failed; what needs these packages is skipped.')
  }
}

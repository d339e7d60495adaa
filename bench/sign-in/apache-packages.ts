import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Where Apache and mod_auth_openidc are. */
export interface ApachePrograms {
  /** Of mod_auth_openidc, as Debian has it. */
  version: string
  program: string
  modules: string
  /** Where its libraries are, unless the system knows. */
  libraries: string | undefined
}

/** As they are installed; else Debian's packages, unpacked in the cache: an Apache that is installed would start by itself. */
export const findApache = (): ApachePrograms | null => installed() ?? unpacked()

const openidc = 'libapache2-mod-auth-openidc'

function installed(): ApachePrograms | null {
  const [program, modules] = ['/usr/sbin/apache2', '/usr/lib/apache2/modules']
  if (!existsSync(program) || !existsSync(path.join(modules, 'mod_auth_openidc.so'))) return null
  const { stdout } = spawnSync('dpkg', ['-s', openidc], { encoding: 'utf8' })
  return { version: /^Version: (.*)$/m.exec(stdout)?.[1] ?? 'unknown', program, modules, libraries: undefined }
}

function unpacked(): ApachePrograms | null {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'signpost-test')
  const folder = path.join(cache, 'apache')
  const archives = path.join(folder, 'archives')
  mkdirSync(path.join(archives, 'partial'), { recursive: true })
  const program = path.join(folder, 'usr/sbin/apache2')
  if (!existsSync(program) && !(fetch(archives) && unpack(archives, folder))) return null
  const inside = (folder: string, part: RegExp) => readdirSync(folder).find((name) => part.test(name)) ?? ''
  return {
    version: inside(archives, new RegExp(`^${openidc}_`)).split('_')[1] ?? 'unknown',
    program,
    modules: path.join(folder, 'usr/lib/apache2/modules'),
    libraries: path.join(folder, 'usr/lib', inside(path.join(folder, 'usr/lib'), /-linux-gnu/)),
  }
}

function fetch(archives: string): boolean {
  const where = ['-o', `Dir::Cache::archives=${archives}`]
  return (
    run('apt-get', '-qq', 'update') &&
    run(
      'apt-get',
      '-qq',
      '-y',
      ...where,
      '--no-install-recommends',
      '--download-only',
      'install',
      'apache2-bin',
      openidc,
    )
  )
}

const unpack = (archives: string, folder: string): boolean =>
  readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .every((name) => run('dpkg', '-x', path.join(archives, name), folder))

const run = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/base/check.ts'
import { serve } from '../kit/serve.ts'
import { unzipped } from '../kit/zip.ts'
import { type Station, startStation } from '../sso/conformance/station.ts'
import { administrator } from './explained.ts'

const script = path.resolve('scripts/signpost.js')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-t19-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** `signpost ARGUMENTS` in a shell in which this was said before. */
function inShell(before: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const command = `${before}; exec "${process.execPath}" "${script}" ${args.join(' ')}`
  const all = { PATH: process.env['PATH'], SIGNPOST_DATA: path.join(folder, 'data'), ...env }
  return new Promise((resolve) => execFile('bash', ['-c', command], { env: all }, (_error, out) => resolve(out)))
}
const doctor = async (before: string, env?: Record<string, string>): Promise<Check[]> =>
  JSON.parse(await inShell(before, ['doctor', '--json'], env)).checks

describe.skipIf(process.platform !== 'linux')('T19 limits of the host', () => {
  test.each([
    ['few file descriptors', 'ulimit -n 256', 'host.files', 'ulimit -n 65536'],
    ['too low a limit of processes and threads', 'ulimit -u 500', 'host.processes', 'ulimit -u 4096'],
  ])('T19 %s: the doctor warns, with the command that mends it', async (_what, before, id, mend) => {
    const found = (await doctor(before)).find((each) => each.id === id)!
    expect(found).toMatchObject({ status: 'warning', stage: 'host' })
    expect(found.mend!.join(' ')).toContain(mend)
  })

  test('T19 beside a running server its limits count, and not those of the shell', async () => {
    const data = path.join(folder, 'served')
    const limited = async () => (await doctor(':', { SIGNPOST_DATA: data })).find(({ id }) => id === 'host.files')!
    const served = await serve({ SIGNPOST_DATA: data }, undefined, 'ulimit -n 300')
    try {
      const found = await limited()
      expect(found).toMatchObject({ status: 'warning', evidence: { hard: '300' } })
      expect(found.evidence['ofProcess']).toContain('the running server')
    } finally {
      await served.stop()
    }
    expect(await limited()).toMatchObject({ evidence: { ofProcess: 'this one' } })
  })

  test('T19 the bundle warns of them, too', async () => {
    const file = path.join(folder, 'bundle.zip')
    await inShell('ulimit -n 256 -u 500', ['bundle', file])
    const files = unzipped(await readFile(file))
    for (const mend of ['ulimit -n 65536', 'ulimit -u 4096']) expect(files['README.html']).toContain(mend)
    expect(JSON.parse(files['host.json']!).limits['Max open files'].hard).toBe('256')
  })
})

describe('T19 a clock that is wrong', () => {
  let station: Station
  beforeAll(async () => {
    // Our clock is an hour behind the provider's.
    station = await startStation({ clock: { now: () => Date.now() - 3_600_000 } })
  })
  afterAll(() => station?.stop())

  test('T19 is found by the doctor before anybody signs in, with the command that mends it', async () => {
    const { body } = await (await administrator(station.server)).post('/api/admin/providers/default/test', {})
    const clock = (body['checks'] as Check[]).find(({ id }) => id === 'provider.default.clock')!
    expect(clock).toMatchObject({ status: 'error', code: 'iat-future' })
    expect(clock.mend!.join(' ')).toContain('timedatectl')
  })

  test('T19 ends the sign-in by name: the attempt has the difference and the command that mends it', async () => {
    const { code, record } = await station.signIn()
    expect(code).toBe('iat-future')
    expect(record.mend.join(' ')).toContain('timedatectl')
    expect(JSON.stringify(record.stages)).toMatch(/3[56]\d\d/)
  })
})

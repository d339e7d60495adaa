import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type People } from '../kit/askers.ts'
import { command } from '../kit/command.ts'
import { logRun } from '../kit/experiments.ts'
import { type S3Server, startS3Server } from '../kit/s3-server.ts'
import { startServer, type TestServer } from '../kit/server.ts'

/** What the commands do where files are in a bucket. */
describe('with a bucket', () => {
  let folder: string
  let bucket: S3Server
  let server: TestServer
  let people: People
  let env: Record<string, string>
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-bucket-cli-'))
    bucket = await startS3Server()
    env = { MYSQL: '', SIGNPOST_DATA: path.join(folder, 'data'), BUCKET: `${bucket.address}/first` }
    server = await startServer({ env })
    people = await addPeople(server)
    const to = { url: server.url, apiKey: people.keys.ann, entity: 'ann', project: 'vision' }
    await logRun(to, { name: 'done', history: [{ x: 1 }], files: { 'notes.txt': 'hello' }, exitCode: 0 })
  })
  afterAll(async () => {
    await server?.stop()
    await bucket?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const notesOf = async (place: Record<string, string>): Promise<string> => {
    const restored = await startServer({ env: place })
    try {
      const { accounts, tracking } = restored.context
      const principal = (await accounts.principalOfApiKey(people.keys.ann))!
      const { id } = await tracking.runs.get(principal, { entity: 'ann', project: 'vision', run: 'done' })
      return await text(await tracking.files.read(id, 'notes.txt'))
    } finally {
      await restored.stop()
    }
  }
  const place = (name: string, more: Record<string, string>) => ({
    MYSQL: '',
    SIGNPOST_DATA: path.join(folder, name),
    ...more,
  })

  test('export writes the files', async () => {
    const out = path.join(folder, 'exported')
    expect(await command(env, 'export', out)).toMatchObject({ code: 0 })
    expect(await readFile(path.join(out, 'ann/vision/done/files/notes.txt'), 'utf8')).toBe('hello')
  })

  test('backup says that the files are not in it, and restore where they are', async () => {
    const backup = path.join(folder, 'without')
    const made = await command(env, 'backup', backup)
    expect(made).toMatchObject({ code: 0, err: '' })
    const name = `s3://127.0.0.1:${bucket.port}/${bucket.bucket}/first`
    expect(made.out).toContain(`${name} and NOT in this backup`)
    expect(made.out + (await readFile(path.join(backup, 'manifest.json'), 'utf8'))).not.toContain('S3RVER')
    expect(await readdir(backup)).not.toContain('objects')
    const nowhere = await command(place('nowhere', {}), 'restore', backup)
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      expect.stringContaining(`they are in the bucket ${name}. Set BUCKET`),
    ])
    const again = place('again', { BUCKET: env['BUCKET']! })
    expect(await command(again, 'restore', backup)).toMatchObject({ code: 0, out: expect.stringContaining(name) })
    expect(await notesOf(again)).toBe('hello')
  })

  test('backup --with-bucket has the files; restore puts them on disk, or into another bucket', async () => {
    const backup = path.join(folder, 'with')
    expect(await command(env, 'backup', '--with-bucket', backup)).toMatchObject({ code: 0, err: '' })
    const onDisk = place('on-disk', {})
    expect(await command(onDisk, 'restore', backup)).toMatchObject({ code: 0, err: '' })
    expect(await notesOf(onDisk)).toBe('hello')
    const other = place('other', { BUCKET: `${bucket.address}/second` })
    expect(await command(other, 'restore', backup)).toMatchObject({ code: 0, err: '' })
    expect((await bucket.keys()).some((key) => key.startsWith('second/runs/'))).toBe(true)
    expect(await readdir(path.join(folder, 'other'))).not.toContain('objects')
    expect(await notesOf(other)).toBe('hello')
    const unusable = place('unusable', { BUCKET: env['BUCKET']!.replace(bucket.bucket, 'none-such') })
    const refused = await command(unusable, 'restore', backup)
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/There is no bucket "none-such"/)])
  })
})

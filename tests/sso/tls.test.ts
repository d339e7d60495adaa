import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer as createPlain, type Server } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authority, type Certificates, leaf, makeCertificates } from '../kit/certificates.ts'
import { createJar } from '../kit/jar.ts'
import { freePort } from '../kit/ports.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ended } from './walk.ts'

/** Providers that only have a discovery document, each with a certificate of its own kind; one server of ours that knows them all. */
let certificates: Certificates
let signpost: TestServer
const servers: Server[] = []
const children: ChildProcess[] = []
const tunnels: string[] = []
/** What the providers were asked, and by whom. */
const seen: { path: string; peer: string }[] = []

const inFolder = (name: string) => certificates.file(name)

/** `clients` is the authority of those that are let in; without it everybody is. */
async function provider(file: string, clients?: string): Promise<string> {
  const [key, cert] = await Promise.all(['key', 'pem'].map((kind) => readFile(inFolder(`${file}.${kind}`))))
  const mutual = clients && { requestCert: true, ca: await readFile(inFolder(`${clients}.pem`)) }
  let issuer = ''
  const server = createServer({ key, cert, ...mutual }, (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerCertificate()
    seen.push({ path: request.url ?? '', peer: String(peer.subject?.CN ?? '') })
    const endpoint = (name: string) => `${issuer}/${name}`
    const document = {
      issuer,
      authorization_endpoint: endpoint('authorize'),
      token_endpoint: endpoint('token'),
      jwks_uri: endpoint('keys'),
      mtls_endpoint_aliases: {
        token_endpoint: endpoint('mutual/token'),
        authorization_endpoint: endpoint('mutual/authorize'),
      },
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  servers.push(server as unknown as Server)
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`
  return issuer
}

/** A server that ends the handshake by an alert, as most do; Node's only hangs up. */
async function strictServer(): Promise<string> {
  const port = await freePort()
  const args = ['-accept', String(port), '-cert', 'private.pem', '-key', 'private.key', '-CAfile', 'root.pem']
  const child = spawn('openssl', ['s_server', ...args, '-Verify', '1', '-verify_return_error', '-www'], {
    cwd: path.dirname(inFolder('x')),
  })
  children.push(child)
  await new Promise<void>((resolve) => child.stdout.on('data', (text) => /ACCEPT/.test(text) && resolve()))
  return `https://localhost:${port}`
}

/** A forward proxy that only knows CONNECT, and notes where it was asked to go. */
async function startProxy(): Promise<string> {
  const proxy = createPlain()
  proxy.on('connect', (request, socket, head) => {
    tunnels.push(request.url ?? '')
    const port = Number((request.url ?? '').split(':').at(-1))
    const away = connect(port, 'localhost', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      away.write(head)
      away.pipe(socket).pipe(away)
    })
    away.on('error', () => socket.destroy())
    socket.on('error', () => away.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve))
  servers.push(proxy)
  return `http://localhost:${(proxy.address() as AddressInfo).port}`
}

beforeAll(async () => {
  certificates = await makeCertificates()
  const certificate = certificates.make
  await certificate('root', { name: 'Acme Root' }, authority)
  await certificate('between', { name: 'Acme Between', signer: 'root' }, authority)
  await certificate('private', { signer: 'root' }, leaf())
  await certificate('self', {}, leaf())
  await certificate('expired', { signer: 'root', days: -1 }, leaf())
  await certificate('other-name', { signer: 'root' }, leaf('sso.acme.example'))
  await certificate(
    'incomplete',
    { signer: 'between' },
    leaf('localhost', 'authorityInfoAccess=caIssuers;URI:http://acme.example/ca.cer'),
  )
  await certificate('ours', { name: 'signpost', signer: 'root' }, 'extendedKeyUsage=clientAuth')
  await certificate('stranger', { name: 'stranger' }, 'extendedKeyUsage=clientAuth')
  const caFile = inFolder('root.pem')
  const mutual = await provider('private', 'root')
  const strict = await strictServer()
  const shows = (cert: string, key = cert) => ({
    tlsCertFile: inFolder(`${cert}.pem`),
    tlsKeyFile: inFolder(`${key}.key`),
  })
  const issuers = Object.fromEntries(
    await Promise.all(
      ['private', 'self', 'expired', 'other-name', 'incomplete'].map(
        async (file) => [file, await provider(file)] as const,
      ),
    ),
  )
  const providers = [
    { id: 'trusted', issuer: issuers['private'], caFile },
    { id: 'private', issuer: issuers['private'] },
    { id: 'self', issuer: issuers['self'] },
    { id: 'expired', issuer: issuers['expired'], caFile },
    { id: 'other-name', issuer: issuers['other-name'], caFile },
    { id: 'incomplete', issuer: issuers['incomplete'], caFile },
    { id: 'no-ca-file', issuer: issuers['private'], caFile: '/nowhere/ca.pem' },
    { id: 'through-proxy', issuer: `https://sso.acme.example:${new URL(issuers['other-name']!).port}`, caFile },
    { id: 'mutual', issuer: mutual, caFile, ...shows('ours'), clientAuth: 'tls_client_auth' },
    { id: 'mutual-none', issuer: strict, caFile },
    { id: 'mutual-stranger', issuer: strict, caFile, ...shows('stranger') },
    { id: 'mutual-mixed', issuer: mutual, caFile, ...shows('ours', 'stranger') },
    { id: 'mutual-half', issuer: mutual, caFile, tlsCertFile: inFolder('ours.pem') },
  ].map((each) => ({ ...each, clientId: 'app' }))
  await writeFile(inFolder('signpost.yaml'), JSON.stringify({ providers }))
  signpost = await startServer({
    env: { SIGNPOST_CONFIG: inFolder('signpost.yaml'), HTTPS_PROXY: await startProxy(), NO_PROXY: 'localhost' },
  })
}, 60_000)
afterAll(async () => {
  await signpost.stop()
  for (const server of servers) server.close()
  for (const child of children) child.kill()
  await certificates.remove()
})

const start = async (id: string) => ended(await createJar().send(`${signpost.url}/oidc/login/${id}`))

test('a provider that asks for our certificate is shown it', async () => {
  const { answer, code } = await start('mutual')
  expect([code, answer.location && new URL(answer.location).pathname]).toEqual([null, '/authorize'])
  expect(seen.at(-1)).toEqual({ path: '/.well-known/openid-configuration', peer: 'signpost' })
})

test('the token request of one whose certificate is the proof goes to the alias for mutual TLS, that of others does not', async () => {
  const tokenRequest = async (id: string) => {
    const jar = createJar()
    const { location } = await jar.send(`${signpost.url}/oidc/login/${id}`)
    const state = new URL(location!).searchParams.get('state')!
    await jar.send(`${signpost.url}/oidc/callback/${id}?${new URLSearchParams({ code: 'c', state })}`)
    return seen.at(-1)
  }
  expect(await tokenRequest('mutual')).toEqual({ path: '/mutual/token', peer: 'signpost' })
  expect(await tokenRequest('trusted')).toEqual({ path: '/token', peer: '' })
})

test('an authority of the company is trusted where it is given', async () => {
  const { answer, code } = await start('trusted')
  expect(code).toBeNull()
  expect(new URL(answer.location!).pathname).toBe('/authorize')
  expect(tunnels).toEqual([])
})

test.each([
  ['tls-private-ca', 'private', /NODE_EXTRA_CA_CERTS/],
  ['tls-private-ca', 'self', /NODE_EXTRA_CA_CERTS/],
  ['tls-incomplete-chain', 'incomplete', /full chain/],
  ['tls-expired', 'expired', /Renew/],
  ['tls-name-mismatch', 'other-name', /name of the certificate/],
  ['ca-unreadable', 'no-ca-file', /caFile/],
  ['client-certificate-missing', 'mutual-none', /tlsCertFile and tlsKeyFile/],
  ['client-certificate-refused', 'mutual-stranger', /Compare tlsCertFile/],
  ['client-certificate-unusable', 'mutual-mixed', /private key/],
  ['client-certificate-unusable', 'mutual-half', /private key/],
])('%s: the certificate of "%s"', async (code, id, mend) => {
  const failed = await start(id)
  expect(failed.code).toBe(code)
  const record = await signpost.context.attempts.load(failed.attempt)
  expect(record!.mend.join('\n')).toMatch(mend)
  if (code.startsWith('tls-'))
    expect(record!.evidence).toMatchObject({ certificate: { subject: expect.stringContaining('CN=') } })
})

test('a call goes through the proxy of HTTPS_PROXY, which looks the name up; what NO_PROXY names does not', async () => {
  const { code, attempt } = await start('through-proxy')
  const record = await signpost.context.attempts.load(attempt)
  // The document calls itself localhost: so it was read, though nobody here knows the name.
  expect([code, record!.evidence['documentIssuer']]).toEqual([
    'issuer-mismatch',
    expect.stringContaining('https://localhost:'),
  ])
  expect(tunnels.every((each) => each.startsWith('sso.acme.example:'))).toBe(true)
  expect(tunnels.length).toBeGreaterThan(0)
})

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Station, startStation } from './conformance/station.ts'

const run = promisify(execFile)
let folder: string
let station: Station
let front: Server
/** Who came to the token endpoint with a certificate, and what they sent. */
const callers: { subject: string; names: string[] }[] = []

/** `NAME.pem` and `NAME.key`, signed by itself. */
async function certificate(name: string) {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost']
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...names], {
    cwd: folder,
  })
}

/** The token endpoint as RFC 8705 5 has it: another address, where the client's certificate is asked for. */
async function startFront(tokenEndpoint: () => string): Promise<Server> {
  const read = (name: string) => readFile(path.join(folder, name))
  const options = {
    key: await read('front.key'),
    cert: await read('front.pem'),
    ca: await read('client.pem'),
    requestCert: true,
  }
  const server = createServer(options, async (request, response) => {
    const body = await text(request)
    const { subject } = (request.socket as TLSSocket).getPeerCertificate()
    callers.push({ subject: String(subject.CN), names: [...new URLSearchParams(body).keys()] })
    const headers = { 'content-type': request.headers['content-type']! }
    const answer = await fetch(tokenEndpoint(), { method: 'POST', headers, body })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((ready) => server.listen(0, 'localhost', ready))
  return server
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-mutual-tls-'))
  await Promise.all(['front', 'client'].map(certificate))
  const fields = {
    clientSecret: undefined,
    caFile: path.join(folder, 'front.pem'),
    tlsCertFile: path.join(folder, 'client.pem'),
    tlsKeyFile: path.join(folder, 'client.key'),
  }
  station = await startStation({
    providers: { published: fields, named: { ...fields, clientAuth: 'self_signed_tls_client_auth' } },
  })
  front = await startFront(() => `${station.provider.issuer}/token`)
})
afterAll(async () => {
  front?.close()
  await station?.stop()
  await rm(folder, { recursive: true, force: true })
})

test.each([
  ['tls_client_auth', 'published'],
  ['self_signed_tls_client_auth', 'named'],
])('%s: the certificate proves who we are, at the address that is meant for it', async (method, provider) => {
  callers.length = 0
  const token_endpoint = `https://localhost:${(front.address() as AddressInfo).port}/token`
  station.provider.bends.discovery = (document) => ({
    ...document,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'tls_client_auth'],
    mtls_endpoint_aliases: { token_endpoint },
  })
  const { signedIn, record } = await station.signIn({ provider })
  expect([signedIn, record.evidence['happened']]).toEqual([true, undefined])
  expect(callers).toEqual([
    { subject: 'client', names: expect.arrayContaining(['grant_type', 'code', 'client_id', 'code_verifier']) },
  ])
  expect(callers[0]!.names).not.toContain('client_secret')
  expect(record.stages.findLast(({ stage }) => stage === 'token')?.evidence['clientAuth']).toBe(method)
})

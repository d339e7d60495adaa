import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from 'oidc-provider'
import { type Bends, bendAnswer, bendMiddleware } from './bends.ts'
import { makeKeys, type ProviderKeys } from './keys.ts'
import { errorPage, signInPage } from './pages.ts'
import { people, personCalled } from './people.ts'
import type { DemoClient } from './provider.ts'

export type { Bends } from './bends.ts'

export interface DemoIdpOptions {
  /** 0 for any free one. */
  port: number
  redirectUris: string[]
  postLogoutRedirectUris?: string[]
  /** Where a session that ends is told of. */
  backchannelLogoutUri?: string
  /** Fixed ones, so that a restart keeps the client working. */
  clientSecret?: string
}

export interface DemoIdp {
  issuer: string
  clientId: string
  clientSecret: string
  /** The same redirect URIs, no secret. */
  publicClientId: string
  people: { username: string; admin: boolean }[]
  /** Switches that break things; none is set at first. For tests. */
  bends: Bends
  keys: ProviderKeys
  stop(): Promise<void>
}

/** Whom one can sign in as. */
export const demoPeople = people.map(({ username, groups }) => ({ username, admin: groups.includes('admins') }))

/** An OpenID provider with five demo people that asks no password: on loopback only. */
export async function startDemoIdp(options: DemoIdpOptions): Promise<DemoIdp> {
  const bends: Bends = {}
  const keys = await makeKeys()
  const client: DemoClient = { id: 'signpost', secret: options.clientSecret ?? randomBytes(32).toString('base64url') }
  let opened: Promise<Handle> | undefined
  const server = createServer(async (request, response) => {
    const pass = async () => {
      opened ??= open(issuer, { keys, client, bends, options })
      const handle = await opened
      handle(request, response)
    }
    if (!bendAnswer(bends, request, response, () => void pass())) await pass()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, 'localhost', resolve)
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    publicClientId: `${client.id}-public`,
    people: demoPeople,
    bends,
    keys,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void

interface Made {
  keys: ProviderKeys
  client: DemoClient
  bends: Bends
  options: DemoIdpOptions
}

/** The provider itself, loaded with the first request: a start of the demo does not wait for it. */
async function open(issuer: string, { keys, client, bends, options }: Made): Promise<Handle> {
  const provider = await quietly(async () => {
    const { createProvider } = await import('./provider.ts')
    return createProvider(issuer, keys, client, options, (username) => bends.gone?.includes(username) ?? false)
  })
  provider.use(bendMiddleware(bends, keys, client))
  const answer = provider.callback()
  return (request, response) => {
    const found = /^\/sign-in\/([\w-]+)(\/abort)?$/.exec(new URL(request.url ?? '/', issuer).pathname)
    if (!found) return void answer(request, response)
    interact(provider, request, response, found[2] !== undefined).catch((error: Error) => {
      response
        .writeHead(400, { 'content-type': 'text/html; charset=utf-8' })
        .end(errorPage('This sign-in is over', error.message))
    })
  }
}

/** oidc-provider warns of its own memory and of the version of Node; the terminal belongs to the server that starts us. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const { info, warn } = console
  Object.assign(console, { info: () => {}, warn: () => {} })
  try {
    return await work()
  } finally {
    Object.assign(console, { info, warn })
  }
}

/** The page on which a person is picked, and its answer. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  isAbort: boolean,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : undefined
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    return void response.end(signInPage(`/sign-in/${uid}`, hint))
  }
  const person = personCalled(new URLSearchParams(await bodyOf(request)).get('login') ?? '')
  const result =
    isAbort || !person
      ? { error: 'access_denied', error_description: 'The person cancelled the sign-in.' }
      : { login: { accountId: `demo-${person.username}` } }
  await provider.interactionFinished(request, response, result)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += chunk
    if (body.length > 10_000) throw new Error('the form is too long')
  }
  return body
}

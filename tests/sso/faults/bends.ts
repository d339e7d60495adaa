import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Asked, documentOf, type Json, type RawAnswer } from '../conformance/provider.ts'
import type { Bench } from './bench.ts'
import type { FaultCase } from './case.ts'

/** The usual ways to bend the provider, each as the part of a case that it makes up. */
type Part = Pick<FaultCase, 'bends' | 'words'>

export const documentPath = '/.well-known/openid-configuration'

export const html = (title: string, text = ''): string =>
  `<!doctype html><html><head><title>${title}</title></head><body>${text}</body></html>`

const asAnswer = (status: number, body: unknown, headers: Record<string, string> = {}): RawAnswer =>
  typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/html', ...headers }, body }
    : { status, headers, body: JSON.stringify(body) }

/** One path answers something else: a text as a web page, an object as JSON. */
export const answers = (path: string, status: number, body: unknown, headers?: Record<string, string>): Part => ({
  bends: () => ({ answer: (asked) => (asked.path === path ? asAnswer(status, body, headers) : undefined) }),
})

/** A discovery document that is changed. */
export const document = (change: (document: Json) => Json | string): Part => ({
  bends: () => ({ discovery: (each) => change(each) }),
})

export const without =
  (...names: string[]) =>
  (from: Json): Json =>
    Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))

/** Whoever asks for a sign-in is sent back with this error, also where nobody is to be asked anything. */
export const refusesRequest = (error: string, errorDescription = ''): Part => ({
  bends: () => ({ authorization: (answer) => refuse(answer, error, errorDescription) }),
  ...(errorDescription && { words: errorDescription }),
})

/** This person is sent back with this error; without a person nothing is known of it. */
export const refusesPerson = (error: string, errorDescription = ''): Part => ({
  bends: () => ({
    authorization: (answer, asked) => {
      if (asked.get('prompt') !== 'none') refuse(answer, error, errorDescription)
    },
  }),
  ...(errorDescription && { words: errorDescription }),
})

function refuse(answer: URLSearchParams, error: string, errorDescription: string): void {
  for (const name of ['code', 'id_token', 'access_token']) answer.delete(name)
  answer.set('error', error)
  answer.set('error_description', errorDescription)
}

/** Whatever the token endpoint is asked, it answers this error. */
export const refusesToken = (error: string, errorDescription = '', status = 400): Part => ({
  ...answers('/token', status, { error, error_description: errorDescription }),
  ...(errorDescription && { words: errorDescription }),
})

/** The client is believed, but a code that is real is refused by these words. */
export const refusesCode = (error: string, errorDescription = '', status = 400): Part => ({
  bends: () => ({
    answer: (asked) =>
      isRedeeming(asked) ? asAnswer(status, { error, error_description: errorDescription }) : undefined,
  }),
  ...(errorDescription && { words: errorDescription }),
})

/** A code that the provider gave out, not the one by which preflight asks. */
export const isRedeeming = ({ path, form }: Asked): boolean =>
  path === '/token' && (form.get('code') ?? '').startsWith('code-')

export const claims = (change: (claims: Json) => Json): Part => ({ bends: () => ({ claims: (each) => change(each) }) })

/** A provider that looks at client id and redirect URI before anything else, and shows what it does not know on a page of its own. */
export const knowsClient = (
  registered: (at: Bench) => string[] = (at) => [redirectUriOf(at)],
): Pick<FaultCase, 'bends'> => ({
  bends: (at) => ({
    answer({ path, query }) {
      if (path !== '/authorize') return undefined
      if (query.get('client_id') !== at.provider.clientId)
        return asAnswer(400, html('We are sorry', 'Client not found.'))
      if (registered(at).includes(query.get('redirect_uri') ?? '')) return undefined
      return asAnswer(400, html('We are sorry', 'Invalid parameter: redirect_uri'))
    },
  }),
})

export const redirectUriOf = ({ station, id }: Bench): string => `${station.url}/oidc/callback/${id}`

/** A provider whose issuers are at these paths, and nowhere else; `/` is its origin. */
export const issuersAt = (...paths: string[]): Pick<FaultCase, 'bends'> => ({
  bends: ({ provider }) => ({
    answer({ path }) {
      if (!path.endsWith(documentPath)) return undefined
      const below = path.slice(0, -documentPath.length) || '/'
      if (!paths.includes(below)) return asAnswer(404, { error: 'not found' })
      return asAnswer(200, {
        ...documentOf(provider.issuer, provider.round),
        issuer: provider.issuer + below.replace(/^\/$/, ''),
      })
    },
  }),
})

/** The name of a file of its own, with a private key in it. */
export async function keyFile(at: Bench): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-faults-'))
  at.after(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'key.pem')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return file
}

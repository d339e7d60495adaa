import type { FastifyInstance } from 'fastify'
import { createLog, type Log } from '../../src/base/log.ts'
import { Secret } from '../../src/base/secret.ts'
import type { Config } from '../../src/config/config.ts'
import type { Context } from '../../src/context.ts'
import { isFaultCode } from '../../src/sso/index.ts'

/**
 * Watches what every server of every test writes down: no secret of its configuration, and nothing secret that any request brought or
 * any answer gave (cookies, API keys, codes, states, tokens), may stand in its log, its sign-in attempts or its audit trail.
 */
export interface LeakWatch {
  log: Log
  watch(server: FastifyInstance, config: Config): void
  /** Throws with the place where something secret stands. */
  check(context: Context): Promise<void>
}

/** What is shorter may be a word that stands somewhere for another reason. */
const shortest = 16
const secretParameters = [
  'code',
  'state',
  'id_token',
  'access_token',
  'response',
  'logout_token',
  'assertion',
  'nonce',
  'code_challenge',
]

export function createLeakWatch(): LeakWatch {
  const lines: string[] = []
  const secrets = new Map<string, string>()
  const plant = (what: string, value: string | null | undefined) => {
    if (value && value.length >= shortest) secrets.set(value, what)
  }
  const plantParameters = ({ pathname, searchParams }: URL) => {
    // The sign-in page's `code` is one of the catalogue, and so is the one by which a list of sign-ins is narrowed.
    if (pathname === '/login' || isFaultCode(searchParams.get('code') ?? '')) return
    for (const name of secretParameters) plant(name, searchParams.get(name))
  }
  const plantCookies = (header: string | undefined) => {
    for (const pair of header?.split(/[;,] */) ?? []) {
      const [name = '', value] = pair.split('=')
      if (name.includes('signpost')) plant(`cookie ${name}`, value)
    }
  }
  return {
    log: createLog('trace', { write: (line) => void lines.push(line) }),
    watch(server, config) {
      for (const { fields } of config.providers) {
        const { value } = fields.clientSecret ?? {}
        if (value instanceof Secret) plant('client secret', value.reveal())
      }
      server.server.prependListener('request', (request, response) => {
        plantCookies(request.headers.cookie)
        plantParameters(new URL(request.url ?? '/', config.publicUrl))
        const [scheme, credentials = ''] = request.headers.authorization?.split(' ') ?? []
        if (scheme === 'Bearer') plant('bearer token', credentials)
        if (scheme === 'Basic') plant('API key', Buffer.from(credentials, 'base64').toString().split(':')[1])
        response.on('finish', () => {
          for (const each of [response.getHeader('set-cookie') ?? []].flat()) plantCookies(String(each).split(';')[0])
          const location = URL.parse(String(response.getHeader('location') ?? ''))
          if (location) plantParameters(location)
        })
      })
    },
    async check({ appDb }) {
      const attempts = await appDb.selectFrom('sign_in_attempt').select(['stages', 'evidence']).execute()
      const audit = await appDb.selectFrom('audit').selectAll().execute()
      const changes = await appDb.selectFrom('provider_change').selectAll().execute()
      const learned = await appDb.selectFrom('provider_memory').select('value').execute()
      const places = {
        log: lines.join('\n'),
        'sign-in attempts': JSON.stringify(attempts),
        'what was learned of providers': JSON.stringify(learned),
        'audit trail': JSON.stringify(audit),
        'history of providers': JSON.stringify(changes),
      }
      for (const [place, text] of Object.entries(places))
        for (const word of new Set(text.split(/[^\w~.-]+/)))
          if (secrets.has(word)) throw new Error(`${secrets.get(word)} stands in the ${place}: ${around(text, word)}`)
    },
  }
}

const around = (text: string, word: string): string => {
  const at = text.indexOf(word)
  return text.slice(Math.max(0, at - 300), at + word.length + 60)
}

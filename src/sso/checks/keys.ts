import type { JWK } from 'jose'
import type { Clock } from '../../base/clock.ts'
import type { Outbound } from '../../base/outbound.ts'
import { askProvider, type ProviderConnection } from '../connection.ts'
import { evidenceOf } from '../discovery/document.ts'
import { atEndpoint, networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { parseObject } from '../json.ts'

/** Where keys of a provider are published, and under which rules they are fetched. */
export interface KeySource {
  url: string
  connection: ProviderConnection
  /** Milliseconds that must lie between two fetches for an unknown key: 0 where only a proven sign-in gets here. */
  cooldown: number
}

export interface PublishedKeys {
  /** The keys that may have made this signature. Fetched anew, once, when none of the known ones fits. */
  fitting(source: KeySource, header: { alg: string; kid?: string }): Promise<JWK[]>
  /** Forgets what is known of this source, so that the next question fetches. Returns whether anything older than now was known. */
  forget(source: KeySource): boolean
}

const keptFor = 5 * 60_000

interface Kept {
  keys: JWK[]
  fetchedAt: number
}

/** The same address is another source where it is reached otherwise. */
const nameOf = ({ url, connection: { ca, backchannel } }: KeySource): string => JSON.stringify([url, ca, backchannel])

export function createPublishedKeys(parts: { outbound: Outbound; clock: Clock }): PublishedKeys {
  const kept = new Map<string, Kept>()
  const fetchKeys = async (source: KeySource): Promise<Kept> => {
    const fetched = { keys: await readKeys(parts.outbound, source), fetchedAt: parts.clock.now() }
    kept.set(nameOf(source), fetched)
    return fetched
  }
  /** Milliseconds. Where the clock was set back meanwhile nobody knows how old it is. */
  const ageOf = ({ fetchedAt }: Kept): number => {
    const age = parts.clock.now() - fetchedAt
    return age < 0 ? Number.POSITIVE_INFINITY : age
  }
  /** What is kept; where that has aged, new ones, or still the old ones when the provider does not answer. */
  const current = async (source: KeySource): Promise<Kept> => {
    const known = kept.get(nameOf(source))
    if (known && ageOf(known) < keptFor) return known
    return fetchKeys(source).catch((error) => {
      if (known) return known
      throw error
    })
  }
  return {
    async fitting(source, header) {
      const known = await current(source)
      const found = choose(known.keys, header)
      if (found.length > 0) return found
      const isNew = known.fetchedAt === parts.clock.now()
      if (isNew || ageOf(known) < source.cooldown) throw noKey(source, header, known.keys)
      const anew = await fetchKeys(source)
      const foundAnew = choose(anew.keys, header)
      if (foundAnew.length === 0) throw noKey(source, header, anew.keys)
      return foundAnew
    },
    forget(source) {
      const known = kept.get(nameOf(source))
      kept.delete(nameOf(source))
      return known !== undefined && known.fetchedAt < parts.clock.now()
    },
  }
}

async function readKeys(outbound: Outbound, source: KeySource): Promise<JWK[]> {
  const { url, connection } = source
  const headers = { accept: 'application/json' }
  const answer = await askProvider(outbound, connection, url, { headers }).catch(async (error) => {
    throw atEndpoint(await networkFault(error, connection), 'jwks-unreachable', url)
  })
  const facts = { ...evidenceOf(answer), url: source.url }
  if (answer.status !== 200)
    throw new SsoFault('jwks-unreachable', { ...facts, reason: `answers HTTP ${answer.status}` })
  const keys = parseObject(answer.text)?.['keys']
  if (!Array.isArray(keys)) throw new SsoFault('jwks-malformed', { ...facts, reason: 'there is no list "keys"' })
  return keys.filter((key): key is JWK => key !== null && typeof key === 'object' && typeof key.kty === 'string')
}

const noKey = (source: KeySource, header: { alg: string; kid?: string }, keys: JWK[]): SsoFault => {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 100) : null)
  const kids = keys.map((key) => {
    const what = [text(key.alg) ?? text(key.kty), text(key.use)].filter((each) => each !== null)
    return `${text(key.kid) ?? 'without id'} (${what.join(', ')})`
  })
  // A key of that id which is of another kind, or for another use, is no question of time.
  const namesake = keys.findIndex((key) => header.kid !== undefined && key.kid === header.kid)
  const why = namesake < 0 ? { missingAt: source.url } : { namesake: kids[namesake] }
  return new SsoFault('unknown-kid-rotation', { url: source.url, kid: header.kid, alg: header.alg, kids, ...why })
}

/** By id where the token names one; keys without id may be any. Never a symmetric key, nor one that is not for signatures. */
function choose(keys: JWK[], header: { alg: string; kid?: string }): JWK[] {
  const usable = keys.filter((key) => fits(key, header.alg))
  if (header.kid === undefined) return usable
  const named = usable.filter((key) => key.kid === header.kid)
  return named.length > 0 ? named : usable.filter((key) => key.kid === undefined)
}

const curves: Record<string, string> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
}

function fits(key: JWK, alg: string): boolean {
  if (key.use !== undefined && key.use !== 'sig') return false
  if (Array.isArray(key.key_ops) && !key.key_ops.includes('verify')) return false
  const isEdwards = alg === 'EdDSA' || alg === 'Ed25519'
  if (key.alg !== undefined && key.alg !== alg && !(isEdwards && /^Ed/.test(key.alg))) return false
  if (/^[RP]S/.test(alg)) return key.kty === 'RSA'
  return key.kty === (isEdwards ? 'OKP' : 'EC') && key.crv === curves[alg]
}

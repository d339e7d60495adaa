import type { Clock } from '../../base/clock.ts'
import type { Outbound } from '../../base/outbound.ts'
import type { KeySource } from '../checks/keys.ts'
import { askProvider, type ProviderConnection } from '../connection.ts'
import { readKeysDocument } from '../discovery/document.ts'
import { wellKnown } from '../discovery/issuer.ts'
import { networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'

/** The discovery document is kept so long, and an issuer that gave none is left alone so long: anybody may send tokens in its name. */
const keptFor = 10 * 60_000
const leftAloneFor = 5_000
/** For a key that is not known, the keys are read anew at most this often. A client gives up for good at a refusal, so it is short. */
const keyCooldown = 5_000

/** The usual authorities, and NODE_EXTRA_CA_CERTS. */
const connection: ProviderConnection = { ca: null, certificate: null, backchannel: null }

/** Where an issuer of workload tokens publishes its keys. */
export interface IssuerKeys {
  /** For tokens whose `iss` is this text, and which is trusted. Throws SsoFault. */
  sourceOf(issuer: string): Promise<KeySource>
}

export function createIssuerKeys({ outbound, clock }: { outbound: Outbound; clock: Clock }): IssuerKeys {
  const kept = new Map<string, { source: Promise<KeySource>; until: number }>()
  const fetchSource = async (issuer: string): Promise<KeySource> => {
    const url = issuer.replace(/\/+$/, '') + wellKnown
    const asked = askProvider(outbound, connection, url, { headers: { accept: 'application/json' } })
    const answer = await asked.catch(async (error) => {
      throw await networkFault(error, connection)
    })
    const { issuer: documentIssuer, jwks_uri } = readKeysDocument(answer)
    if (documentIssuer !== issuer) throw new SsoFault('issuer-mismatch', { issuer, documentIssuer })
    return { url: jwks_uri, connection, cooldown: keyCooldown }
  }
  return {
    sourceOf(issuer) {
      const known = kept.get(issuer)
      if (known && clock.now() < known.until) return known.source
      // One question at a time: whoever comes meanwhile waits for the same answer.
      const entry = { source: fetchSource(issuer), until: Number.POSITIVE_INFINITY }
      kept.set(issuer, entry)
      entry.source.then(
        () => (entry.until = clock.now() + keptFor),
        () => (entry.until = clock.now() + leftAloneFor),
      )
      return entry.source
    },
  }
}

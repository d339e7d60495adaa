import type { AttemptRecord } from '../ports.ts'
import { type ClientAuthMethod, clientAuthMethods, type ProviderSettings } from '../provider.ts'
import { type FaultCode, isFaultCode } from './catalogue.ts'

/** A mend that is a change of settings here, so that it can be made by one click. */
export interface Fix {
  /** Of its own among the fixes of an attempt. */
  id: string
  /** What it does, as on a button. */
  title: string
  /** By the names of the configuration file; null takes a value back. */
  changes: Record<string, unknown>
}

type Facts = Readonly<Record<string, unknown>>
type FixesOf = (facts: Facts, settings: ProviderSettings) => Fix[]

/** What can be mended here of an attempt: of its fault, and of what was warned of or put right on the way. Each changes something. */
export function fixesFor(record: AttemptRecord, settings: ProviderSettings): Fix[] {
  const asked = record.stages.find(({ stage }) => stage === 'authorize')?.evidence
  const whole: Facts = { ...asked, ...record.evidence }
  const found = [
    ...adoptIssuer(whole),
    ...(record.code ? (fixes[record.code]?.(whole, settings) ?? []) : []),
    ...notedIn(record).flatMap(({ code, facts }) => fixes[code]?.({ ...whole, ...facts }, settings) ?? []),
  ]
  const isFirst = (fix: Fix, index: number) => found.findIndex(({ id }) => id === fix.id) === index
  return found.filter(isFirst).filter(({ changes }) => isNews(changes, settings))
}

/** Codes that did not end the attempt, with what was known of each. */
function notedIn({ evidence, stages }: AttemptRecord): { code: FaultCode; facts: Facts }[] {
  const codes = (facts: Facts) => [facts['mended'], facts['findings'], facts['finding'], facts['refused']].flat()
  return [evidence, ...stages.map((stage) => stage.evidence)].flatMap((facts) =>
    codes(facts).flatMap((code) => (typeof code === 'string' && isFaultCode(code) ? [{ code, facts }] : [])),
  )
}

const isNews = (changes: Fix['changes'], settings: ProviderSettings): boolean =>
  Object.entries(changes).some(([name, value]) => {
    const now = settings[name as keyof ProviderSettings]
    return isPadded(name, settings) || JSON.stringify(now ?? null) !== JSON.stringify(value)
  })

/** It is kept as it was written, blanks included, and read without them. */
const isPadded = (field: string, { faults }: ProviderSettings): boolean =>
  faults.some(({ code, facts }) => code === 'id-secret-swapped-or-padded' && facts['field'] === field)

function adoptIssuer({ suggestedIssuer }: Facts): Fix[] {
  if (typeof suggestedIssuer !== 'string') return []
  return [{ id: 'adopt-issuer', title: `Use the issuer ${suggestedIssuer}`, changes: { issuer: suggestedIssuer } }]
}

const adoptSpelling: FixesOf = ({ documentIssuer }) =>
  typeof documentIssuer === 'string'
    ? [{ id: 'adopt-issuer', title: `Write the issuer as ${documentIssuer}`, changes: { issuer: documentIssuer } }]
    : []

/** The flow that every provider has. */
const useCode: FixesOf = (_, { responseType, authMethod }) =>
  responseType === 'code' || (responseType === 'auto' && authMethod === 'pkce')
    ? []
    : [
        {
          id: 'use-code',
          title: 'Use the authorization code flow with PKCE',
          changes: { responseType: 'code', responseMode: 'auto' },
        },
      ]

const chooseMode: FixesOf = () => [
  { id: 'response-mode-auto', title: 'Let the response mode be chosen', changes: { responseMode: 'auto' } },
]

/** Where another flow is of no help, the answer is taken where this provider puts it. */
const expectFragment: FixesOf = (facts, settings) => {
  const fragment: Fix = {
    id: 'response-mode-fragment',
    title: 'Take the answer behind the #, where this provider puts it',
    changes: { responseMode: 'fragment' },
  }
  return [...useCode(facts, settings), fragment]
}

/** A scope that stands in the provider's own words; else those that not every provider has. */
const dropScope: FixesOf = ({ errorDescription, error }, { scopes }) => {
  const words = `${errorDescription ?? ''} ${error ?? ''}`
  const special = scopes.filter((scope) => !['openid', 'profile', 'email'].includes(scope))
  const named = special.filter((scope) => words.includes(scope))
  return (named.length > 0 ? named : special).map((scope) => ({
    id: `drop-scope-${scope}`,
    title: `Ask without the scope "${scope}"`,
    changes: { scopes: scopes.filter((each) => each !== scope) },
  }))
}

const pinned = (method: ClientAuthMethod): Fix => ({
  id: `client-auth-${method}`,
  title: method === 'none' ? 'Send no client secret' : `Send the credentials by ${method} alone`,
  changes: { clientAuth: method },
})

/** What was not tried yet, of the two ways to send a secret. */
const otherClientAuth: FixesOf = ({ tried }, { clientSecret }) => {
  const methods = [tried].flat().map((name) => clientAuthMethods.find((method) => String(name).startsWith(method)))
  if (!clientSecret) return []
  const ways: ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post']
  return ways.filter((method) => !methods.includes(method)).map(pinned)
}

/** What was set and is not published is taken back; else what was tried last, where only the code was used up by then. */
const lastClientAuth: FixesOf = ({ tried, configuredAuth }) => {
  if (configuredAuth !== undefined)
    return [
      {
        id: 'client-auth-auto',
        title: 'Let the way to send the credentials be chosen',
        changes: { clientAuth: 'auto' },
      },
    ]
  const last = String([tried].flat().at(-1))
  const method = clientAuthMethods.find((each) => last.startsWith(each))
  return method ? [pinned(method)] : []
}

/** Only what is written without blanks and quotes around it is what was meant. */
const trim: FixesOf = ({ field }, settings) => {
  const value = settings[field as keyof ProviderSettings]
  if (typeof field !== 'string' || typeof value !== 'string') return []
  const what = field === 'clientSecret' ? 'the client secret' : field === 'clientId' ? 'the client id' : field
  return [{ id: `trim-${field}`, title: `Save ${what} without what is around it`, changes: { [field]: value } }]
}

const fixes: Partial<Record<FaultCode, FixesOf>> = {
  'issuer-trailing-slash': adoptSpelling,
  'issuer-has-well-known': adoptSpelling,
  'id-secret-swapped-or-padded': trim,
  'response-type-disabled': useCode,
  'fragment-response': expectFragment,
  'front-channel-token-missing': useCode,
  'response-mode-unsupported': chooseMode,
  'response-mode-impossible': chooseMode,
  'response-mode-unexpected': chooseMode,
  'scope-groups-unknown': dropScope,
  'scope-offline-refused': dropScope,
  'pkce-required': () => [{ id: 'pkce-auto', title: 'Send PKCE', changes: { pkce: 'auto' } }],
  'pkce-unsupported': (_, { clientSecret }) =>
    // Without both, whoever gets hold of a code could redeem it.
    clientSecret ? [{ id: 'pkce-off', title: 'Send no PKCE', changes: { pkce: 'off' } }] : [],
  'double-client-auth': otherClientAuth,
  'confidential-client-without-secret': otherClientAuth,
  'client-auth-method-unsupported': lastClientAuth,
  'public-client-with-secret': () => [pinned('none')],
  'profile-unknown': () => [
    { id: 'profile-auto', title: 'Let the make of the provider be recognised', changes: { profile: 'auto' } },
  ],
  'namespaced-claim': ({ meant }) =>
    [meant]
      .flat()
      .filter((claim) => typeof claim === 'string')
      .map((claim, index) => ({
        id: `groups-claim-${index + 1}`,
        title: `Read the groups from the claim "${claim}"`,
        changes: { groupsClaim: claim },
      })),
}

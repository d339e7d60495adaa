import { percentDecoded } from '../base/percent.ts'
import { Secret } from '../base/secret.ts'
import type { Environment } from './env.ts'
import { type Option, options } from './options.ts'

/** A variable as it counts. */
export interface EffectiveSetting {
  name: string
  /** The variable that set it, an alias perhaps; null where nobody did. */
  setBy: string | null
  /** As it was written; null for none. */
  value: string | Secret | null
  /** What counts where nobody set it, as a person would write it. */
  default: string | null
}

/** Something that nobody else may learn, and where it stands. */
export interface ConfiguredSecret {
  /** `OIDC_SECRET`, `the password in MYSQL`. */
  what: string
  secret: Secret
}

/** Variables that are no settings of ours: they say how other servers are reached, and every program minds them. */
export const networkVariables: Readonly<Record<string, string>> = {
  HTTPS_PROXY:
    'The proxy for calls to addresses of https: `http://user:password@proxy.example:3128`. Names are then resolved by the proxy. Also read in lower case.',
  HTTP_PROXY: 'The same for addresses of http.',
  NO_PROXY:
    'Hosts that are called without a proxy, with commas between: `idp.internal,.acme.example,10.0.0.5`; networks such as `10.0.0.0/8`; `*` for all.',
  NODE_EXTRA_CA_CERTS:
    'A PEM file with authorities that are trusted beside the usual ones, for every call. For one provider alone there is `caFile`.',
}

/** Every option, whether set or not. */
export function effectiveSettings(env: Environment): EffectiveSetting[] {
  const known = options.map((option: Option): EffectiveSetting => {
    const setBy = [option.name, ...(option.aliases ?? [])].find((each) => (env[each] ?? '') !== '') ?? null
    const value = setBy === null ? null : env[setBy]!.trim()
    const hidden = value !== null && option.secret ? new Secret(value) : value
    return { name: option.name, setBy, value: hidden, default: option.default }
  })
  const others = Object.keys(networkVariables).flatMap((name): EffectiveSetting[] => {
    const setBy = [name.toLowerCase(), name].find((each) => (env[each] ?? '') !== '')
    return setBy ? [{ name, setBy, value: withoutCredentials(env[setBy]!), default: null }] : []
  })
  return [...known, ...others]
}

const secretName = /SECRET|PASSWORD|PASSWD|_PASS$|_PW$|_PWD$|TOKEN|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY|LICENSE/i

/** Whatever in the environment looks like a secret, whoever reads it: values by their variable's name, and passwords within addresses. */
export function environmentSecrets(env: Environment): ConfiguredSecret[] {
  return Object.entries(env).flatMap(([name, value = '']): ConfiguredSecret[] => {
    const isSecret = options.some(
      (option: Option) => option.secret && [option.name, ...(option.aliases ?? [])].includes(name),
    )
    const whole = isSecret || (secretName.test(name) && !/_FILE$/i.test(name)) ? [value, value.trim()] : []
    const found = [
      ...whole.map((text) => [name, text]),
      ...credentialsOf(value).map((text) => [`the credentials in ${name}`, text]),
    ]
    return found.filter(([, text]) => text !== '').map(([what, text]) => ({ what: what!, secret: new Secret(text!) }))
  })
}

const userinfo = /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*)@/gi

/** The password of each address, or, where there is none, all that stands before the `@`: as it is written, and as it is meant. */
function credentialsOf(text: string): string[] {
  return [...text.matchAll(userinfo)].flatMap(([, , before = '']) => {
    const colon = before.indexOf(':')
    const password = colon < 0 ? before : before.slice(colon + 1)
    return [password, percentDecoded(password)]
  })
}

const withoutCredentials = (text: string): string => text.replace(userinfo, '$1')

import type { Found } from './reading.ts'

/** Our variables and W&B Server's, by the field that each sets; the value as the field wants it. */
const known: Record<string, { field: string; as?: (text: string) => unknown }> = {
  OIDC_ISSUER: { field: 'issuer' },
  OIDC_CLIENT_ID: { field: 'clientId' },
  OIDC_SECRET: { field: 'clientSecret' },
  OIDC_CLIENT_SECRET: { field: 'clientSecret' },
  OIDC_AUTH_METHOD: { field: 'authMethod' },
  AUTH_METHOD: { field: 'authMethod' },
  OIDC_CUSTOM_SCOPES: {
    field: 'scopes',
    as: (text) => ['openid', 'profile', 'email', ...text.split(/[\s,]+/).filter(Boolean)],
  },
  USE_IDENTIFIER_CLAIMS: { field: 'usernameClaim', as: (text) => (isTrue(text) ? 'preferred_username' : 'email') },
  ENABLE_SSO_GROUP_CLAIMS: { field: 'groupTeams', as: (text) => isTrue(text) || null },
  ENABLE_SSO_GROUPS_CLAIMS: { field: 'groupTeams', as: (text) => isTrue(text) || null },
  OIDC_RESPONSE_TYPE: { field: 'responseType' },
  OIDC_RESPONSE_MODE: { field: 'responseMode' },
  OIDC_BACKCHANNEL_URL: { field: 'backchannelUrl' },
}

/** What other programs call the same, by the end of the name. */
const endings: [RegExp, string][] = [
  [/(^|_)(OIDC_|OAUTH2?_|SSO_)?CLIENT_?ID$/, 'clientId'],
  [/(^|_)(OIDC_|OAUTH2?_|SSO_)?CLIENT_?SECRET$|(^|_)(OIDC|OAUTH2?|SSO)_SECRET$/, 'clientSecret'],
  [/(^|_)(OIDC|OAUTH2?|SSO)_?(ISSUER|AUTHORITY)(_?UR[IL])?$|(^|_)ISSUER(_?UR[IL])?$/, 'issuer'],
  [/(^|_)(DISCOVERY|WELL_?KNOWN|OPENID_CONFIG(URATION)?|METADATA)(_?(UR[IL]|ENDPOINT))?$/, 'issuer'],
]

const ofTheServer =
  /^(GORILLA_)?(HOST|FRONTEND_HOST|FILE_HOST|PORT|MYSQL|BUCKET|REDIS|LICENSE|LOCAL_RESTORE|SESSION_LENGTH|SESSION_KEY|DISABLE_SSO_PROVISIONING|\w*QUEUE|CORS_ORIGINS|LOGGING_ENABLED)$|^SIGNPOST_/

const isTrue = (text: string): boolean => ['true', '1', 'yes', 'on'].includes(text.toLowerCase())

/** Variables, in the order in which they stood. */
export function readVariables(variables: [name: string, value: string][], found: Found): void {
  for (const [name, value] of variables) {
    const own = known[name.replace(/^(GORILLA|SIGNPOST)_/, '')]
    const field = own?.field ?? endings.find(([ending]) => ending.test(name.toUpperCase()))?.[1]
    if (/_FILE$/.test(name)) found.leave(name, 'it names a file, which stays where it is')
    else if (value.trim() === '') found.leave(name, 'it is empty')
    else if (field) found.take(field, own?.as ? own.as(value) : withoutSuffix(field, value), name)
    else if (ofTheServer.test(name)) found.leave(name, 'it is a setting of the server, not of a provider')
    else found.leave(name, 'it sets nothing of a provider')
  }
}

/** A discovery address is as good as its issuer. */
export const withoutSuffix = (field: string, value: string): string =>
  field === 'issuer' ? value.trim().replace(/\/\.well-known\/.*$/, '') : value

/** Lines `NAME=value` of an env file; quotes around a value are the shell's. */
export function variablesOfFile(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^\s*(?:export\s+|set\s+|ENV\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line)
    if (!match || line.trimStart().startsWith('#')) return []
    const [, name = '', value = ''] = match
    const quoted = /^(["'])(.*)\1(\s+#.*)?$/.exec(value)
    return [[name, quoted ? quoted[2]! : value.replace(/\s+#.*$/, '')]]
  })
}

/** The variables of a `docker run` line (or podman's), and what else stands there. */
export function variablesOfCommand(text: string): [string, string][] {
  const words = shellWords(text)
  return words.flatMap((word, index): [string, string][] => {
    const attached = /^(?:--env=|-e=?)([A-Za-z_]\w*=[\s\S]*)$/.exec(word)?.[1]
    const follows = word === '-e' || word === '--env' ? words[index + 1] : undefined
    const pair =
      attached ??
      follows ??
      (/^[A-Z_][A-Z0-9_]*=/.test(word) && words[index - 1] !== '-e' && words[index - 1] !== '--env' ? word : undefined)
    if (pair === undefined) return []
    const at = pair.indexOf('=')
    const name = at < 0 ? pair : pair.slice(0, at)
    if (!/^[A-Za-z_]\w*$/.test(name)) return []
    // Without a value it is handed on from the shell's environment.
    return [[name, at < 0 ? `$${name}` : pair.slice(at + 1)]]
  })
}

/** The words of a command as a POSIX shell takes them: quotes, backslashes, continued lines. */
function shellWords(text: string): string[] {
  const words: string[] = []
  const pattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g
  for (const [word] of text.replace(/[\\^`]\r?\n/g, ' ').matchAll(pattern)) words.push(unquoted(word))
  return words
}

const unquoted = (word: string): string =>
  word.replace(
    /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : (single ?? escaped ?? ''),
  )

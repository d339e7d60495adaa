import { readVariables } from './env.ts'
import { jsonShapes, type Members, members } from './json-shapes.ts'
import { readMembers } from './labels.ts'
import type { Found } from './reading.ts'

/** A parsed JSON or YAML text: one of the known shapes, our own file, variables of a container, or members with telling names. */
export function readStructure(value: unknown, found: Found, ours: string): void {
  const json = members(Array.isArray(value) ? value[0] : value)
  if (Array.isArray(value) && value.length > 1) found.note(`It is a list of ${value.length}; the first one was read.`)
  const shape = jsonShapes.find((each) => each.fits(json))
  const variables = variablesWithin(json)
  if (Array.isArray(json['providers'])) readOwn(json['providers'], found)
  else if (shape) {
    found.kind = shape.kind
    shape.read(json, found, ours)
  } else if (variables.length > 0) {
    found.kind = 'services' in json ? 'a compose file' : 'the environment of a container'
    readVariables(variables, found)
  } else if (isOwnEntry(json)) readOwn([json], found)
  if (!found.isEmpty) return
  found.kind ??= 'settings'
  readMembers(value, found)
}

/** Fields of ours that a text of ours may set; files stay on the machine where they are. */
const ownFields = [
  ...[
    'name',
    'issuer',
    'clientId',
    'clientSecret',
    'profile',
    'authMethod',
    'responseType',
    'responseMode',
    'requestForm',
  ],
  ...[
    'clientAuth',
    'pkce',
    'scopes',
    'idTokenAlg',
    'usernameClaim',
    'emailClaim',
    'groupsClaim',
    'requireVerifiedEmail',
  ],
  ...['allowedDomains', 'allowedTenants', 'allowedGroups', 'adminGroups', 'groupTeams', 'linkByEmail', 'claimIssuers'],
  ...[
    'backchannelUrl',
    'order',
    'emailDomains',
    'authorizationEndpoint',
    'tokenEndpoint',
    'jwksUri',
    'userinfoEndpoint',
  ],
  ...['endSessionEndpoint', 'caFile', 'tlsCertFile', 'tlsKeyFile', 'signingKeyFile', 'decryptionKeyFile', 'logo'],
]

const isOwnEntry = (json: Members): boolean =>
  'clientId' in json &&
  Object.keys(json).every((name) => name === 'id' || name === 'clientSecretFile' || ownFields.includes(name))

function readOwn(providers: unknown[], found: Found): void {
  found.kind = 'our own configuration file'
  if (providers.length > 1) found.note(`It has ${providers.length} providers; the first one was read.`)
  for (const [name, value] of Object.entries(members(providers[0]))) {
    if (name === 'id') found.leave(name, 'this provider has its own')
    else if (name === 'clientSecretFile') found.leave(name, 'it names a file; paste the secret itself')
    else if (ownFields.includes(name)) found.take(name, value, name)
    else found.leave(name, 'there is no such field')
  }
}

const variableName = /^[A-Z][A-Z0-9_]*$/
const deepest = 8

/** `environment:` of compose as a map or a list, `env: [{name, value}]` of Kubernetes, or members that are called as variables are. */
function variablesWithin(value: unknown, depth = 0): [string, string][] {
  if (typeof value !== 'object' || value === null || depth > deepest) return []
  if (Array.isArray(value)) return value.flatMap((each) => variablesOfEntry(each) ?? variablesWithin(each, depth + 1))
  return Object.entries(value).flatMap(([name, each]) => {
    if (!variableName.test(name)) return variablesWithin(each, depth + 1)
    return typeof each === 'object' && each !== null ? variablesWithin(each, depth + 1) : [[name, String(each ?? '')]]
  })
}

function variablesOfEntry(entry: unknown): [string, string][] | null {
  if (typeof entry === 'string') {
    const at = entry.indexOf('=')
    return at > 0 && variableName.test(entry.slice(0, at)) ? [[entry.slice(0, at), entry.slice(at + 1)]] : []
  }
  const { name, value, valueFrom } = members(entry)
  if (typeof name !== 'string' || !variableName.test(name)) return null
  return [[name, valueFrom ? '$(valueFrom)' : String(value ?? '')]]
}

import { readVariables, variablesOfCommand, variablesOfFile } from './env.ts'
import { readLabelled } from './labels.ts'
import { Found, type Reading } from './reading.ts'
import { readStructure } from './structure.ts'
import { isUrl, readUrl } from './url.ts'

/** More is no setting of a provider. */
const longest = 200_000

/**
 * What a person has of a provider, in whatever form: an address, a console's JSON, a `docker run` line, an env file, YAML. It is read in the
 * browser, so that a secret goes nowhere before it is saved. Never throws. `redirectUri` is the one here.
 */
export async function readPaste(pasted: string, redirectUri: string): Promise<Reading> {
  const text = pasted
    .slice(0, longest)
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^```\w*\r?\n([\s\S]*?)\r?\n```$/, '$1')
    .trim()
  const found = new Found()
  if (pasted.length > longest) found.note('Only the beginning was read: it is too long.')
  const unquoted = text.replace(/^(["'<])(\S*)["'>]$/, '$2')
  if (text === '') return found.result()
  if (readWord(unquoted, found)) return found.result()
  if (isUrl(unquoted)) readUrl(unquoted, found, redirectUri)
  else await readText(text, found, redirectUri)
  return found.result()
}

/** One word that says by its form what it is. */
function readWord(text: string, found: Found): boolean {
  if (/^\d+-\w+\.apps\.googleusercontent\.com$/.test(text)) {
    found.kind = 'a client id of Google'
    found.take('issuer', 'https://accounts.google.com', 'the form of the client id')
    found.take('clientId', text, 'what was pasted')
  } else if (/^GOCSPX-[\w-]+$/.test(text)) {
    found.kind = 'a client secret of Google'
    found.take('clientSecret', text, 'what was pasted')
  } else if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    found.kind = 'an id'
    found.leave(
      'the id',
      'it may be of the application, of the directory or of a secret; put it into the field it belongs to',
    )
  } else return false
  return true
}

async function readText(text: string, found: Found, redirectUri: string): Promise<void> {
  if (/<(\w+:)?EntityDescriptor\b/.test(text)) {
    found.kind = 'metadata of SAML'
    found.leave('all of it', 'it is of a SAML application; make one of OpenID Connect instead')
    return
  }
  if (/\b(docker|podman|nerdctl)\b[\s\S]*\brun\b/.test(text) || /(^|\s)(-e|--env)[ =]/.test(text)) {
    found.kind = 'a command that runs a container'
    readVariables(variablesOfCommand(text), found)
    if (!found.isEmpty) return
  }
  const structure = await structureOf(text)
  if (structure !== null) {
    readStructure(structure, found, redirectUri)
    if (!found.isEmpty) return
  }
  const variables = variablesOfFile(text)
  if (variables.length > 0) {
    found.kind = 'an env file'
    readVariables(variables, found)
    if (!found.isEmpty) return
  }
  found.kind = 'lines of a page'
  readLabelled(text, found)
  const address = /https?:\/\/[^\s"'<>,;]+/.exec(text)?.[0]
  if (address && !found.has('issuer')) readUrl(address, found, redirectUri)
}

/** JSON, else YAML, where it has members; null where it is neither. */
async function structureOf(text: string): Promise<object | null> {
  const value = parsedJson(text) ?? (await parsedYaml(text))
  return typeof value === 'object' ? value : null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function parsedYaml(text: string): Promise<unknown> {
  try {
    // Loaded when it is needed: few people paste YAML.
    const { parse } = await import('yaml')
    return parse(text, { logLevel: 'silent' })
  } catch {
    return null
  }
}

import { setImmediate as turn } from 'node:timers/promises'
import { Secret } from '../base/secret.ts'
import { formsOf } from './forms.ts'
import type { LiveCredentials } from './live-credentials.ts'
import { isHarmlessText, isSecretName, withoutPatterns } from './patterns.ts'

/** A secret that is known, and what it is: `the client secret of acme`. */
export interface KnownSecret {
  what: string
  secret: Secret
}

/** Something that was taken out, and from which file. */
export interface Cut {
  file: string
  what: string
  times: number
}

/** Takes secrets out of what is to be handed on, and remembers what it took. */
export interface Scan {
  /** The value without secrets, in names and texts, however deep. A Secret becomes `set`. */
  clean<Value>(file: string, value: Value): Promise<Value>
  cuts(): Cut[]
}

/** What is shorter cannot be told from other text. */
export const shortestSecret = 4
/** What is shorter counts as a word of its own only, and as it is. */
const shortestWithin = 8

/** What may be base64 or hexadecimal for something long enough. */
const encodedWord = /[\w+/-]{27,}=*/g

/** What a word says when it is decoded, where that is text. */
function decodings(word: string): string[] {
  return (['base64url', 'hex'] as const)
    .map((encoding) => Buffer.from(word, encoding).toString('latin1'))
    .filter((text) => /^[\t\n\r -~]{16,}$/.test(text))
}

/** How long one turn of the event loop may take. */
const longestTurn = 20

export function createScan(secrets: KnownSecret[], live: LiveCredentials): Scan {
  const known = searched(secrets)
  const taken = new Map<string, Cut>()
  const take = (file: string, what: string): string => {
    const name = `${file}\n${what}`
    const cut = taken.get(name) ?? { file, what, times: 0 }
    cut.times += 1
    taken.set(name, cut)
    return `[cut: ${what}]`
  }

  const cleanText = (file: string, text: string): string => {
    let rest = text
    for (const { what, find, forms, text: secret } of known) {
      if (forms.some((form) => rest.includes(form))) rest = rest.replace(find, () => take(file, what))
      rest = withoutStart(rest, secret, () => take(file, what))
    }
    const plain = withoutUnknown(rest, (what) => take(file, what))
    return plain.replace(encodedWord, (word) => {
      const what = whatIsWithin(word)
      return what ? take(file, what) : word
    })
  }
  const withoutUnknown = (text: string, cut: (what: string) => string): string =>
    withoutPatterns(live.without(text, cut), (what) => cut(`looked like ${what}`))
  /** What an encoded word would have been, said plainly. */
  const whatIsWithin = (word: string): string | undefined => {
    let found: string | undefined
    for (const text of decodings(word))
      withoutUnknown(text, (what) => {
        found ??= what
        return ''
      })
    return found
  }

  let began = performance.now()
  const within = async (file: string, value: unknown, isSecret: boolean): Promise<unknown> => {
    if (value instanceof Secret) return 'set'
    if (typeof value === 'string') {
      if (performance.now() - began > longestTurn) {
        await turn()
        began = performance.now()
      }
      if (!isSecret || isHarmlessText(value)) return cleanText(file, value)
      return take(file, 'a secret by its name')
    }
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) {
      const list: unknown[] = []
      for (const each of value) list.push(await within(file, each, isSecret))
      return list
    }
    const entries: [string, unknown][] = []
    for (const [name, each] of Object.entries(value))
      entries.push([cleanText(file, name), await within(file, each, isSecretName(name))])
    return Object.fromEntries(entries)
  }

  return {
    async clean<Value>(file: string, value: Value) {
      began = performance.now()
      return (await within(file, value, false)) as Value
    },
    cuts: () => [...taken.values()],
  }
}

interface Searched {
  text: string
  what: string
  forms: string[]
  find: RegExp
}

/** The longest first: one secret may be a part of another. */
function searched(secrets: KnownSecret[]): Searched[] {
  const byText = new Map(secrets.map(({ what, secret }) => [secret.reveal(), what]))
  return [...byText]
    .filter(([text]) => text.length >= shortestSecret)
    .sort(([a], [b]) => b.length - a.length)
    .map(([text, what]) => {
      const forms = text.length < shortestWithin ? [text] : formsOf(text)
      const either = forms.map(escaped).join('|')
      const find = text.length < shortestWithin ? `(?<![\\p{L}\\p{N}])(?:${either})(?![\\p{L}\\p{N}])` : either
      return { text, what, forms, find: new RegExp(find, 'gu') }
    })
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** So much of a secret tells it from other text, and so long is a secret of which that is looked for. */
const tellingPart = 16
const tellingWhole = 24

/** Without the beginning of a secret whose end was cut off, as where a text was too long to be kept whole. */
function withoutStart(text: string, secret: string, cut: () => string): string {
  if (secret.length < tellingWhole) return text
  const start = secret.slice(0, tellingPart)
  let clean = ''
  let from = 0
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    clean += text.slice(from, at) + cut()
    from = at + start.length
    while (from - at < secret.length && text[from] === secret[from - at]) from++
  }
  return clean + text.slice(from)
}

import type { Secret } from '../base/secret.ts'
import { formsOf } from './forms.ts'
import type { LiveCredentials } from './live-credentials.ts'
import { withoutPatterns } from './patterns.ts'

/** A secret that is known, and what it is: `the client secret of acme`. */
export interface KnownSecret {
  what: string
  secret: Secret
}

/** What stands in the place of something that was taken out, where one is told what it was. */
export type CutText = (what: string) => string

/** What is shorter cannot be told from other text. */
export const shortestSecret = 4
/** What is shorter counts as a word of its own only, and as it is. */
const shortestWithin = 8

/** Words that stand everywhere, such as names of members, are looked at once. */
const mostRemembered = 20_000
const longestRemembered = 80

/** Takes secrets out of one text: the known ones first, then credentials that are in force, then what looks like a secret. */
export function createTextScan(secrets: KnownSecret[], live: LiveCredentials): (text: string, cut: CutText) => string {
  const known = searched(secrets)
  const withoutUnknown = (text: string, cut: CutText): string =>
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
  const cleaned = (text: string, cut: CutText): string => {
    const plain = withoutUnknown(
      known.reduce((rest, each) => without(rest, each, cut), text),
      cut,
    )
    return plain.replace(encodedWord, (word) => {
      const what = whatIsWithin(word)
      return what ? cut(what) : word
    })
  }
  const clean = new Set<string>()
  return (text, cut) => {
    if (clean.has(text)) return text
    const rest = cleaned(text, cut)
    if (rest === text && text.length <= longestRemembered && clean.size < mostRemembered) clean.add(text)
    return rest
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
  // Written with blanks around it, it is used without.
  const byText = new Map(
    secrets
      .toReversed()
      .flatMap(({ what, secret }) => [secret.reveal(), secret.reveal().trim()].map((text) => [text, what] as const)),
  )
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

function without(text: string, { what, find, forms, text: secret }: Searched, cut: CutText): string {
  const rest = forms.some((form) => text.includes(form)) ? text.replace(find, () => cut(what)) : text
  return withoutStart(rest, secret, () => cut(what))
}

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

/** What may be base64 or hexadecimal for something long enough. */
const encodedWord = /[\w+/-]{27,}=*/g

/** What a word says when it is decoded, where that is text. */
const decodings = (word: string): string[] =>
  (['base64url', 'hex'] as const)
    .map((encoding) => Buffer.from(word, encoding).toString('latin1'))
    .filter((text) => /^[\t\n\r -~]{16,}$/.test(text))

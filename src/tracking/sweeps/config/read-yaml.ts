import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml'
import { AppError } from '../../../base/errors.ts'
import { asFloat, exactInteger } from './exact-number.ts'

/** Longest text of a sweep's configuration: a grid's lists of values are short, and the client sends nothing else. */
const longest = 1_000_000

/**
 * The data in YAML text (so also in JSON), as the client's own YAML 1.1 writes it. A number that would change its text on the way
 * through JavaScript (`1.0`, integers past 2^53) becomes a raw piece of JSON, so that a script gets the type and value that it listed.
 * Throws AppError `sweep-config-invalid`.
 */
export function readYaml(text: string): unknown {
  if (text.length > longest) throw invalid(`it has more than ${longest} characters`)
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, { version: '1.1', intAsBigInt: true, logLevel: 'silent', stringKeys: true })
  } catch (error) {
    throw invalid(String(error))
  }
  if (document.errors[0]) throw invalid(document.errors[0].message.split('\n')[0] ?? '')
  return createReader(document)(document.contents, 0)
}

const invalid = (why: string) =>
  new AppError('invalid', 'sweep-config-invalid', `The sweep's configuration cannot be read as YAML: ${why}.`)

/** What a short text may come to where it names its own parts again and again (`*a`), or itself. */
const mostValues = 200_000
const deepest = 100

type Document = ReturnType<typeof parseDocument>

function createReader(document: Document): (node: unknown, depth: number) => unknown {
  let values = 0
  return function plain(node, depth) {
    values += 1
    if (values > mostValues) throw invalid(`it comes to more than ${mostValues} values`)
    if (depth > deepest) throw invalid(`it is nested more than ${deepest} levels deep`)
    const within = (each: unknown): unknown => plain(each, depth + 1)
    if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(within(key)), within(value)]))
    if (isSeq(node)) return node.items.map(within)
    if (isScalar(node)) return scalar(node)
    return node ? within((node as { resolve(d: Document): unknown }).resolve(document)) : null
  }
}

function scalar({ value, source }: Scalar): unknown {
  // As the client's own reader has it, which knows only the long words.
  if (typeof value === 'boolean' && /^[yn]$/i.test(source ?? '')) return source
  if (typeof value === 'bigint') return exactInteger(value)
  if (typeof value === 'number' && Number.isInteger(value) && /[.e]/i.test(source ?? '')) return asFloat(value)
  return value instanceof Date ? (source ?? null) : (value ?? null)
}

/**
 * The client's lines are JSON with bare `NaN`, `Infinity`, `-Infinity` and integers past 2^53. This scanner finds where each value of
 * a text begins and ends without turning numbers into doubles, for the few lines that `JSON.parse` refuses or would round.
 */
export class ExtendedJsonError extends Error {
  override readonly name = 'ExtendedJsonError'
}

export interface Scanner {
  text: string
  at: number
}

const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wordToken = /true|false|null|NaN|-?Infinity/y
const space = /[ \t\n\r]*/y

function take(scan: Scanner, token: RegExp): string | null {
  token.lastIndex = scan.at
  const found = token.exec(scan.text)
  if (!found) return null
  scan.at = token.lastIndex
  return found[0]
}

/** Not by a regular expression: a text of megabytes would exhaust its stack. */
function takeString(scan: Scanner): string {
  const from = scan.at
  if (scan.text[from] !== '"') fail(scan)
  let end = from
  let escaped: boolean
  do {
    end = scan.text.indexOf('"', end + 1)
    if (end < 0) fail(scan)
    escaped = false
    for (let back = end - 1; scan.text[back] === '\\'; back--) escaped = !escaped
  } while (escaped)
  scan.at = end + 1
  const text = scan.text.slice(from, scan.at)
  try {
    JSON.parse(text)
  } catch {
    scan.at = from
    fail(scan)
  }
  return text
}

function fail(scan: Scanner): never {
  throw new ExtendedJsonError(`unexpected character at position ${scan.at}`)
}

function expect(scan: Scanner, character: string): void {
  if (scan.text[scan.at] !== character) fail(scan)
  scan.at++
}

/** Calls `member` with each key, at the beginning of its value; `member` must consume the value. The scanner stands at `{`. */
export function scanObject(scan: Scanner, member: (key: string) => void): void {
  scanItems(scan, '{', '}', () => {
    const key = takeString(scan)
    take(scan, space)
    expect(scan, ':')
    take(scan, space)
    member(JSON.parse(key))
  })
}

function scanItems(scan: Scanner, open: string, close: string, item: () => void): void {
  expect(scan, open)
  take(scan, space)
  if (scan.text[scan.at] === close) {
    scan.at++
    return
  }
  for (;;) {
    item()
    take(scan, space)
    if (scan.text[scan.at] === close) break
    expect(scan, ',')
    take(scan, space)
  }
  scan.at++
}

/** Consumes one value and returns its text as it stands. */
export function scanValue(scan: Scanner): string {
  const from = scan.at
  const character = scan.text[scan.at]
  if (character === '{') scanObject(scan, () => scanValue(scan))
  else if (character === '[') scanItems(scan, '[', ']', () => scanValue(scan))
  else if (character === '"') takeString(scan)
  else if (take(scan, wordToken) === null && take(scan, numberToken) === null) fail(scan)
  return scan.text.slice(from, scan.at)
}

/** Opens `text`, lets `read` consume one value, and demands that nothing follows. Throws ExtendedJsonError. */
export function scanText<Result>(text: string, read: (scan: Scanner) => Result): Result {
  const scan = { text, at: 0 }
  take(scan, space)
  const result = read(scan)
  take(scan, space)
  if (scan.at !== text.length) fail(scan)
  return result
}

/** A JavaScript value of any extended JSON text: integers past 2^53 become bigint. Throws ExtendedJsonError. */
export function parseExtendedJson(text: string): unknown {
  return scanText(text, parseValue)
}

function parseValue(scan: Scanner): unknown {
  const character = scan.text[scan.at]
  if (character === '{') {
    const members: [string, unknown][] = []
    scanObject(scan, (key) => void members.push([key, parseValue(scan)]))
    return Object.fromEntries(members)
  }
  if (character === '[') {
    const items: unknown[] = []
    scanItems(scan, '[', ']', () => void items.push(parseValue(scan)))
    return items
  }
  const text = scanValue(scan)
  return isNumberText(text) ? exactNumber(text) : JSON.parse(text)
}

/** Whether a value's text is that of a number, NaN and the infinities included. */
export function isNumberText(text: string): boolean {
  const first = text.charCodeAt(0)
  return (first >= 48 && first <= 57) || first === 45 || first === 78 || first === 73
}

/** The number that a text says: a double, or a bigint where the text is an integer that a double would round. */
export function exactNumber(text: string): number | bigint {
  const value = Number(text)
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text) ? BigInt(text) : value
}

/** JSON text of a double, with the three words that JSON lacks. */
export function numberText(value: number): string {
  if (value === 0 && Object.is(value, -0)) return '-0'
  return String(value)
}

import { compress, decompress, shuffle, unshuffle } from './pack.ts'

/**
 * Doubles in few bytes, exactly: every bit comes back (one NaN for all NaN). The first byte says how they are kept:
 * - line: first value and step, as for `_step`;
 * - whole: differences of integers, or of decimals with the same few places (second byte: how many), in 1, 2 or 4 bytes (third);
 * - single: as float32, which is what most training code computes in;
 * - double: the bits themselves; rising: the differences of their bits, as for `_timestamp`.
 * All but the first are shuffled by bytes and compressed.
 */
const kinds = { line: 1, whole: 2, single: 3, double: 4, rising: 5 }
const mostPlaces = 7

export function encodeNumbers(values: Float64Array): Uint8Array {
  return (
    asLine(values) ??
    asWhole(values) ??
    asSingle(values) ??
    (isRising(values)
      ? packed(kinds.rising, bitDifferences(values), 8)
      : packed(kinds.double, new Uint8Array(values.slice().buffer), 8))
  )
}

function packed(kind: number, bytes: Uint8Array, width: number, places = 0): Uint8Array {
  return Buffer.concat([Uint8Array.of(kind, places, width), compress(shuffle(bytes, width))])
}

function asLine(values: Float64Array): Uint8Array | null {
  const first = values.length > 0 ? values[0]! : 0
  const step = values.length > 1 ? values[1]! - first : 0
  for (let i = 0; i < values.length; i++) if (!Object.is(values[i], first + i * step)) return null
  const bytes = new Uint8Array(24)
  bytes[0] = kinds.line
  new Float64Array(bytes.buffer, 8).set([first, step])
  return bytes
}

function asWhole(values: Float64Array): Uint8Array | null {
  for (let places = 0; places <= mostPlaces; places++) {
    // A few values tell nearly always; only then all of them are tried.
    const scaled = isScalable(values, Math.min(values.length, 8), places) ? scale(values, places) : null
    const differences = scaled && zigzagDifferences(scaled)
    if (scaled && differences) return packWhole(scaled[0]!, differences, places)
  }
  return null
}

function isScalable(values: Float64Array, count: number, places: number): boolean {
  const factor = 10 ** places
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    const whole = Math.round(value * factor)
    // An integer has no negative zero.
    if (Object.is(value, -0) || !Object.is(whole / factor, value) || Math.abs(whole) > Number.MAX_SAFE_INTEGER)
      return false
  }
  return true
}

function scale(values: Float64Array, places: number): Float64Array | null {
  if (!isScalable(values, values.length, places)) return null
  const factor = 10 ** places
  return values.map((value) => Math.round(value * factor))
}

/** Differences as unsigned numbers (0, -1, 1, -2 ... as 0, 1, 2, 3 ...), or null where one needs more than 32 bits. The first is 0. */
function zigzagDifferences(whole: Float64Array): Uint32Array | null {
  const out = new Uint32Array(whole.length)
  for (let i = 1; i < whole.length; i++) {
    const difference = whole[i]! - whole[i - 1]!
    const code = difference >= 0 ? difference * 2 : -difference * 2 - 1
    if (code > 0xffffffff) return null
    out[i] = code
  }
  return out
}

function packWhole(first: number, differences: Uint32Array, places: number): Uint8Array {
  let largest = 0
  for (const code of differences) if (code > largest) largest = code
  const width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4
  const codes = width === 1 ? Uint8Array.from(differences) : width === 2 ? Uint16Array.from(differences) : differences
  const body = packed(kinds.whole, new Uint8Array(codes.buffer), width, places)
  return Buffer.concat([body.subarray(0, 3), new Uint8Array(Float64Array.of(first).buffer), body.subarray(3)])
}

function asSingle(values: Float64Array): Uint8Array | null {
  for (const value of values) if (!Object.is(Math.fround(value), value)) return null
  return packed(kinds.single, new Uint8Array(Float32Array.from(values).buffer), 4)
}

function isRising(values: Float64Array): boolean {
  if (!(values[0]! > 0)) return false
  for (let i = 1; i < values.length; i++) if (!(values[i]! >= values[i - 1]!)) return false
  return true
}

/** Positive doubles rise as their bits do, so the differences of the bits are small where the values are near each other. */
function bitDifferences(values: Float64Array): Uint8Array {
  const bits = new BigUint64Array(values.slice().buffer)
  for (let i = bits.length - 1; i > 0; i--) bits[i]! -= bits[i - 1]!
  return new Uint8Array(bits.buffer)
}

/** Throws an Error when the bytes are of no kind that is known here. */
export function decodeNumbers(bytes: Uint8Array, count: number): Float64Array {
  const [kind, places, width] = bytes as unknown as [number, number, number]
  if (kind === kinds.line) {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const first = view.getFloat64(8, true)
    const step = view.getFloat64(16, true)
    const values = new Float64Array(count)
    for (let i = 0; i < count; i++) values[i] = first + i * step
    return values
  }
  if (kind === kinds.whole) return decodeWhole(bytes, places, width, count)
  const plain = unshuffle(decompress(bytes.subarray(3)), width)
  if (kind === kinds.single) return Float64Array.from(new Float32Array(plain.buffer, 0, count))
  if (kind === kinds.double) return new Float64Array(plain.buffer, 0, count)
  if (kind !== kinds.rising)
    throw new Error(`A column of the history is of kind ${kind}, which this server does not know.`)
  const bits = new BigUint64Array(plain.buffer, 0, count)
  for (let i = 1; i < count; i++) bits[i]! += bits[i - 1]!
  return new Float64Array(plain.buffer, 0, count)
}

function decodeWhole(bytes: Uint8Array, places: number, width: number, count: number): Float64Array {
  const first = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(3, true)
  const plain = unshuffle(decompress(bytes.subarray(11)), width)
  const codes =
    width === 1
      ? plain
      : width === 2
        ? new Uint16Array(plain.buffer, 0, count)
        : new Uint32Array(plain.buffer, 0, count)
  const factor = 10 ** places
  const values = new Float64Array(count)
  let whole = first
  for (let i = 0; i < count; i++) {
    const code = codes[i]!
    whole += code % 2 === 0 ? code / 2 : -(code + 1) / 2
    values[i] = whole / factor
  }
  return values
}

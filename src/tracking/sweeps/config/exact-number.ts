declare global {
  // https://tc39.es/proposal-json-parse-with-source/, which the types of the language do not have yet.
  interface JSON {
    rawJSON(text: string): RawJson
    isRawJSON(value: unknown): value is RawJson
  }
}

/** A piece of JSON that is written as it stands: a number that JavaScript would write otherwise. */
export interface RawJson {
  readonly rawJSON: string
}

export const isRaw = (value: unknown): value is RawJson => JSON.isRawJSON(value)

export const exactInteger = (value: bigint): unknown =>
  Number.isSafeInteger(Number(value)) ? Number(value) : JSON.rawJSON(String(value))

/** A float that happens to be whole, written so that Python reads a float. */
export const asFloat = (value: number): unknown =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? JSON.rawJSON(value.toFixed(1)) : value

/** The number that a value of a configuration means, or null where it is none. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value
  return isRaw(value) ? Number(value.rawJSON) : null
}

/** Whether it is written as an integer, which Python then takes it for. */
export const isWrittenInteger = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : isRaw(value) && !/[.e]/i.test(value.rawJSON)

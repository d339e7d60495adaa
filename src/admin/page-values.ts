import { Secret } from '../base/secret.ts'
import type { ServerKey } from '../base/server-key.ts'

/** What the settings page has set of a provider, by the names of the configuration file; the secret as a Secret. */
export type PageValues = Record<string, unknown>

/** How such values are written to the database: as JSON, the secret sealed with the server's key. */
export interface PageValuesText {
  write(values: PageValues): string
  /** A secret that another key sealed is null: nobody can read it any more. */
  read(text: string): PageValues
}

const purpose = 'provider-secret'
const secretField = 'clientSecret'

export function createPageValuesText(key: ServerKey): PageValuesText {
  return {
    write(values) {
      const { [secretField]: secret, ...rest } = values
      return JSON.stringify(isSet(secret) ? { ...rest, [secretField]: key.seal(purpose, revealed(secret)) } : rest)
    },
    read(text) {
      const { [secretField]: sealed, ...rest } = JSON.parse(text) as PageValues
      if (typeof sealed !== 'string') return rest
      const secret = key.unseal(purpose, sealed)
      return { ...rest, [secretField]: secret === null ? null : new Secret(secret) }
    },
  }
}

/** Values after `changes`: null and the empty text take one back. */
export const withChanges = (values: PageValues, changes: PageValues): PageValues =>
  Object.fromEntries(
    Object.entries({ ...values, ...changes })
      .filter(([, value]) => isSet(value))
      .map(([name, value]) => [name, name === secretField ? new Secret(revealed(value)) : value]),
  )

/** The names of what is not the same in both. */
export const namesOfDifference = (before: PageValues, after: PageValues): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isSame(before[name], after[name]))

const isSame = (one: unknown, other: unknown): boolean => comparable(one) === comparable(other)
const comparable = (value: unknown) => JSON.stringify(value instanceof Secret ? value.reveal() : (value ?? null))

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== ''
const revealed = (value: unknown): string => (value instanceof Secret ? value.reveal() : String(value))

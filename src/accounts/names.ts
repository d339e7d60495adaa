import { AppError } from '../base/errors.ts'

/** Names under which the wire or the app has addresses, so that `/NAME/PROJECT` opens the project and nothing else. */
const taken = new Set(
  'api artifacts artifactsv2 assets authorize files graphql healthz join login logout metrics oidc ready scim sdk settings setup signed-out storage teams'.split(
    ' ',
  ),
)

/** What a deleted person's, team's or organization's entity is called. */
const retired = /^deleted-(user|team|organization)-\d+$/

const shape = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

const isUsable = (name: string) => shape.test(name) && !taken.has(name.toLowerCase()) && !retired.test(name)

/** Throws AppError `name-invalid` unless the text can be the name of a user, a team or an organization. */
export function requireName(name: string, what = 'user name'): string {
  if (isUsable(name)) return name
  const why = shape.test(name)
    ? 'is needed by the server itself'
    : 'is not made of 1 to 64 letters, digits, "-", "_" and ".", beginning with a letter or digit'
  throw new AppError('invalid', 'name-invalid', `The ${what} "${name.slice(0, 80)}" ${why}. Choose another one.`)
}

/** A user name made of what a provider says: `Ada Lovelace` -> `ada-lovelace`. `person` where nothing usable is said. */
export function nameFrom(candidates: (string | null)[]): string {
  for (const candidate of candidates) {
    const name = (candidate ?? '')
      .split('@')[0]!
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[-_.]+|[-_.]+$/g, '')
      .slice(0, 56)
    if (isUsable(name)) return name
  }
  return 'person'
}

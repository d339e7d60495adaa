import { AppError } from '../base/errors.ts'

/** Names that pages or the wire have taken, so that `/NAME` opens the person's page and nothing else. */
const taken = new Set(
  'admin api artifacts artifactsv2 assets authorize files graphql healthz home login logout metrics oidc ready scim sdk settings setup signed-out signup storage uncategorized'.split(
    ' ',
  ),
)

const shape = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** Throws AppError `name-invalid` unless the text can be the name of a user, a team or an organization. */
export function requireName(name: string, what = 'user name'): string {
  if (shape.test(name) && !taken.has(name.toLowerCase())) return name
  const why = shape.test(name)
    ? 'is needed by the server itself'
    : 'is not made of 1 to 64 letters, digits, "-" and "_", beginning with a letter or digit'
  throw new AppError('invalid', 'name-invalid', `The ${what} "${name.slice(0, 80)}" ${why}. Choose another one.`)
}

/** A user name made of what a provider says: `Ada Lovelace` -> `ada-lovelace`. `person` where nothing usable is said. */
export function nameFrom(candidates: (string | null)[]): string {
  for (const candidate of candidates) {
    const name = (candidate ?? '')
      .split('@')[0]!
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^[-_]+|[-_]+$/g, '')
      .slice(0, 56)
    if (shape.test(name) && !taken.has(name.toLowerCase())) return name
  }
  return 'person'
}

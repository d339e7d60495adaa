import { AppError } from '../../base/errors.ts'

/** Characters with a meaning of their own where an artifact is named: `ENTITY/PROJECT/COLLECTION:ALIAS`. */
const forbidden = /[/:\p{Cc}]/u

/** Throws AppError `name-invalid`. */
export function checkArtifactName(what: 'artifact' | 'artifact type' | 'alias', name: string): string {
  if (name === '' || name.trim() !== name || [...name].length > 128 || forbidden.test(name))
    throw new AppError(
      'invalid',
      'name-invalid',
      `"${name.slice(0, 128)}" cannot name an ${what}: use 1 to 128 characters, no / and no : among them, no space at either end.`,
    )
  return name
}

/** Throws AppError `name-invalid`. */
export function checkAlias(alias: string): string {
  checkArtifactName('alias', alias)
  if (versionOf(alias) === null) return alias
  throw new AppError('invalid', 'name-invalid', `"${alias}" is the name of a version; an alias must be another word.`)
}

/** Words of letters, digits, `_` and `-`, as the client takes them. Throws AppError `name-invalid`. */
export function checkTag(tag: string): string {
  if ([...tag].length <= 128 && /^[-\p{L}\p{N}_]+( +[-\p{L}\p{N}_]+)*$/u.test(tag)) return tag
  const message = `"${tag.slice(0, 128)}" cannot be a tag: use 1 to 128 letters, digits, _ and -, in words with spaces between.`
  throw new AppError('invalid', 'name-invalid', message)
}

/** `v3` is the version of that number, whatever else it is called. */
export const versionOf = (alias: string): number | null => {
  const digits = /^v(\d{1,15})$/.exec(alias)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** `COLLECTION:ALIAS`; without an alias the newest one is meant. */
export function splitName(name: string): { collection: string; alias: string } {
  const colon = name.indexOf(':')
  return colon < 0
    ? { collection: name, alias: 'latest' }
    : { collection: name.slice(0, colon), alias: name.slice(colon + 1) }
}

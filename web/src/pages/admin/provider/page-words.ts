import { labelOf } from './fields.ts'

/** The variables in which explanations speak, by the field that each sets. */
const variables: Record<string, string> = {
  OIDC_ISSUER: 'issuer',
  OIDC_CLIENT_ID: 'clientId',
  OIDC_SECRET: 'clientSecret',
}

/**
 * Explanations name the variables of the environment, as the command line needs them. Who reads them on this page has fields, unless a
 * value does come from a variable (`sources`).
 */
export function pageWords(sentence: string, sources: Record<string, string>): string {
  const named = sentence
    .replace(/ \(or the field "[^"]*" on the settings page\)/g, '')
    .replace(/\b(OIDC_(?:ISSUER|CLIENT_ID|SECRET))(=(?=\S))?/g, (_, variable: string, sets?: string) => {
      const field = variables[variable]!
      return (sources[field] ?? `“${labelOf(field)}”`) + (sets ? (sources[field] ? '=' : ' to ') : '')
    })
  return named
    .replace(/\bclientSecret\b/g, `“${labelOf('clientSecret')}”`)
    .replace(/\bclientId\b/g, `“${labelOf('clientId')}”`)
}

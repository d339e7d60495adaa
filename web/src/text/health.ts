import type { ProviderCheck } from '../../../src/wire/app/contract.ts'

export type Status = ProviderCheck['status']

export interface CheckGroup {
  /** Id of the provider, or a part of the server. */
  name: 'config' | 'host' | 'database' | 'storage' | { provider: string }
  checks: ProviderCheck[]
}

const parts = ['config', 'host', 'database', 'storage'] as const

/** Id of the provider that a check is about; null where it is about the server. */
export const providerOf = ({ id }: ProviderCheck): string | null => /^provider\.([^.]+)\./.exec(id)?.[1] ?? null

/** Checks by what they are about, the parts of the server first; what stage they are of otherwise is said by their place. */
export function groupChecks(checks: ProviderCheck[]): CheckGroup[] {
  const ofServer = checks.filter((check) => providerOf(check) === null)
  const partOf = ({ stage }: ProviderCheck) => parts.find((part) => part === stage) ?? 'config'
  const providers = [...new Set(checks.map(providerOf))].filter((id) => id !== null)
  return [
    ...parts.map((name): CheckGroup => ({ name, checks: ofServer.filter((check) => partOf(check) === name) })),
    ...providers.map((id): CheckGroup => {
      return { name: { provider: id }, checks: checks.filter((check) => providerOf(check) === id) }
    }),
  ].filter((group) => group.checks.length > 0)
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

/** `1 error, 2 warnings`; null where there is neither. */
export function findingsText(checks: ProviderCheck[]): string | null {
  const count = (status: Status) => checks.filter((check) => check.status === status).length
  const [errors, warnings] = [count('error'), count('warning')]
  const said = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean)
  return said.length > 0 ? said.join(', ') : null
}

/** Errors, then warnings. */
export const findingsFirst = (checks: ProviderCheck[]): ProviderCheck[] => [
  ...checks.filter(({ status }) => status === 'error'),
  ...checks.filter(({ status }) => status === 'warning'),
]

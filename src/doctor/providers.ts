import type { Check } from '../base/check.ts'
import { providerSettings, type Sso, type WrittenProvider } from '../sso/index.ts'

/** Every provider that is set, examined without a person; and what stands in its settings and means nothing. */
export async function examineProviders(sso: Pick<Sso, 'preflight'>, written: WrittenProvider[]): Promise<Check[]> {
  const all = written.filter(isSet)
  if (all.length === 0)
    return [{ id: 'providers', stage: 'config', status: 'skipped', title: 'No identity provider is set', evidence: {} }]
  const checked = await Promise.all(all.map((each) => sso.preflight(providerSettings(each))))
  return all.flatMap((each, i) => [...(checked[i] ?? []), ...notUsed(each)])
}

const isSet = ({ id, fields, findings }: WrittenProvider) =>
  id !== 'default' || Object.keys(fields).length > 0 || findings.length > 0

const notUsed = ({ id, findings }: WrittenProvider): Check[] =>
  findings.map((title, i) => ({
    id: `provider.${id}.notice.${i + 1}`,
    stage: 'config',
    status: 'warning',
    title,
    evidence: {},
  }))

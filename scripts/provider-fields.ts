import { type Option, options } from '../src/config/options.ts'
import { providerDocumentation } from '../src/config/provider-documentation.ts'
import { providerOfEnvironment } from '../src/config/providers.ts'

/** `docs/reference/provider-fields.md`: what may be said of a provider, and by which variable of `default`. */
export const providerFieldsPage = (): string =>
  [
    '# Fields of a provider',
    '',
    'Made from `src/config/provider-documentation.ts` by `npm run docs`. By these names a provider is written under `providers` of the file that',
    '`SIGNPOST_CONFIG` names, and by `PATCH /api/admin/providers/ID`; the page of the provider has the same fields in words. The variables set those of the',
    'provider `default`. Where several say something, the environment wins over the file, and both over the page. A value that makes no sense never stops the',
    'start: it is a finding of `signpost doctor`, and its default counts.',
    '',
    '| Field | Variable | Default | What it means |',
    '| --- | --- | --- | --- |',
    ...Object.entries(providerDocumentation).map(([name, { meaning, default: standard }]) => {
      const variables = [...(variablesOf.get(name) ?? [])].map((each) => `\`${each}\``).join(', ')
      return `| \`${name}\` | ${variables} | ${standard === null ? '' : `\`${standard}\``} | ${meaning} |`
    }),
    '',
  ].join('\n')

/** Field -> variables, found by setting each of them alone. */
const variablesOf = new Map<string, Set<string>>()
for (const { name } of options as readonly Option[])
  for (const field of fieldsSetBy(name)) variablesOf.set(field, (variablesOf.get(field) ?? new Set()).add(name))

function fieldsSetBy(variable: string): string[] {
  const read = (name: string) => (name === variable ? [{ name, value: 'true' }] : [])
  return Object.keys(providerOfEnvironment(read).fields)
}

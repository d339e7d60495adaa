import { buildSchema, isInterfaceType, isObjectType } from 'graphql'
import { areaOf } from '../src/wire/wandb/not-done.ts'
import { schemaText } from '../src/wire/wandb/schema.ts'
import { clientOperations } from '../tests/client-versions/operations.ts'
import { capabilities, versions } from '../tests/client-versions/versions.ts'

/** `docs/reference/compatibility.md`: what clients of which version do here, and which of their operations are answered. */
export function compatibilityPage(): string {
  const schema = buildSchema(schemaText)
  const has = (place: string) => {
    const [of, field] = place.split('.') as [string, string]
    const type = schema.getType(of)
    return (isObjectType(type) || isInterfaceType(type)) && field in type.getFields()
  }
  const state = ({ field }: { field: string }) => {
    if (has(field)) return 'works'
    const [of, name] = field.split('.')
    const area = areaOf(`Cannot query field "${name}" on type "${of}".`)
    return `refused by a sentence${area ? `: ${area.name}` : ''}`
  }
  const rows = (legacy: boolean) =>
    clientOperations
      .filter((operation) => operation.legacy === legacy)
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
      .map((operation) => `| \`${operation.name}\` | ${state(operation)} |`)
  return [
    '# Compatibility with the wandb client',
    '',
    'Made by `npm run docs` from the schema and from the tables that the tests use. Signpost is not affiliated with Weights & Biases; the client is used',
    'unmodified, as it comes from PyPI.',
    '',
    '## Versions',
    '',
    'Each cell is a script of `tests/clients/scripts` that runs with that version, in a process of its own, against a whole server',
    '(`npm run test:all`; the newest and one older are in `npm test`, with more).',
    '',
    `| Client | ${capabilities.join(' | ')} |`,
    `| --- |${' --- |'.repeat(capabilities.length)}`,
    ...versions.map((version) => `| ${version} | ${capabilities.map(() => 'works').join(' | ')} |`),
    '',
    '## Operations',
    '',
    'What is not here is answered by an error that names the operation and says what to do instead (code `operation-unsupported`), and counted in `/metrics`',
    '(`signpost_unsupported_operations_total`, by operation).',
    '',
    '| Operation of the newest client | State |',
    '| --- | --- |',
    ...rows(false),
    '',
    '| Not asked any more by the newest client | State |',
    '| --- | --- |',
    ...rows(true),
    '',
  ].join('\n')
}

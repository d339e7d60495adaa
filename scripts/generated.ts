import { networkVariables } from '../src/config/effective.ts'
import { notNeeded, type Option, options, sections } from '../src/config/options.ts'
import { printedSchema } from '../src/wire/wandb/schema.ts'
import { compatibilityPage } from './compatibility-page.ts'
import { coveragePage, faultsPage } from './fault-pages.ts'
import { providerFieldsPage } from './provider-fields.ts'
import { providerGuides } from './provider-guides.ts'
import { providerPage } from './provider-table.ts'

/** Every file that is made from the code: path from the project's root -> text. `npm run docs` writes them, a test compares them. */
export const generated = (): Record<string, string> => ({
  'example.env': exampleEnv(),
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/compatibility.md': compatibilityPage(),
  'docs/reference/provider-fields.md': providerFieldsPage(),
  'docs/sso/README.md': providerPage(),
  'docs/sso/coverage.md': coveragePage(),
  'docs/sso/faults.md': faultsPage(),
  ...providerGuides(),
  'src/wire/wandb/schema.graphql.txt': printedSchema(),
})

const inSection = (section: string): Option[] => options.filter((option) => option.section === section)

function wrapped(text: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line && line.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines
}

function exampleEnv(): string {
  const block = (option: Option) => [
    ...wrapped(option.documentation, 100).map((line) => `# ${line}`),
    ...(option.aliases ? [`# Also: ${option.aliases.join(', ')}`] : []),
    `#${option.name}=${option.default ?? ''}`,
    '',
  ]
  return [
    '# Every variable that Signpost reads, with its default. Made from src/config/options.ts by "npm run docs".',
    '',
    ...sections.flatMap((section) => [`# --- ${section} ---`, '', ...inSection(section).flatMap(block)]),
    '# --- Network ---',
    '',
    ...Object.entries(networkVariables).flatMap(([name, what]) => [
      ...wrapped(what, 100).map((line) => `# ${line}`),
      `#${name}=`,
      '',
    ]),
  ].join('\n')
}

function configurationPage(): string {
  const row = (option: Option) =>
    `| \`${option.name}\` | ${option.default === null ? '' : `\`${option.default}\``} | ${option.documentation}${
      option.aliases ? ` Also read as ${option.aliases.map((alias) => `\`${alias}\``).join(', ')}.` : ''
    } |`
  return [
    '# Configuration',
    '',
    'Made from `src/config/options.ts` by `npm run docs`. An empty variable counts as unset. What the server itself needs and cannot use',
    "(`PORT`, `HOST`, `MYSQL`, `BUCKET`, an unreadable `SIGNPOST_CONFIG`) stops the start with one message that lists every fault, exit code 2. A provider's values never do.",
    '',
    ...sections.flatMap((section) => [
      `## ${section}`,
      '',
      '| Variable | Default | What it does |',
      '| --- | --- | --- |',
      ...inSection(section).map(row),
      '',
    ]),
    '## Network',
    '',
    'What every program minds, for the calls to identity providers and to the bucket.',
    '',
    '| Variable | What it does |',
    '| --- | --- |',
    ...Object.entries(networkVariables).map(([name, what]) => `| \`${name}\` | ${what} |`),
    '',
    '## Understood and not needed',
    '',
    'Variables of W&B Server that may stay where they are. Each that is set is named once at start.',
    '',
    '| Variable | Why |',
    '| --- | --- |',
    ...Object.entries(notNeeded).map(([name, why]) => `| \`${name}\` | ${why[0]!.toUpperCase()}${why.slice(1)}. |`),
    '',
  ].join('\n')
}

import type { FaultEntry } from '../src/sso/faults/entry.ts'
import { catalogue, type FaultCode } from '../src/sso/index.ts'
import { isElsewhere } from '../tests/sso/faults/case.ts'
import { type Coverage, coverage, percent, totals } from '../tests/sso/faults/coverage.ts'
import { notOurs } from '../tests/sso/faults/not-ours.ts'

const entries = Object.entries(catalogue) as [FaultCode, FaultEntry][]
const stages = [...new Set(entries.map(([, { stage }]) => stage))]

/** `docs/sso/faults.md`: each code, for readers. */
export const faultsPage = (): string =>
  [
    '# Codes of single sign-on',
    '',
    'Made from `src/sso/faults/` by `npm run docs`. A sign-in that fails ends with one of these codes. Words in *italics* are facts of the attempt;',
    "on an attempt's page they are filled in, and the mend names the settings as the recognised provider's own console does.",
    'Which of them are found before anybody signs in, and how each is proven: [coverage](coverage.md).',
    '',
    ...stages.flatMap(faultsOf),
    '## Not ours',
    '',
    'Known failures of other products that cannot happen here.',
    '',
    ...Object.entries(notOurs).map(([id, { there, here }]) => `- \`${id}\`: ${there} ${here}`),
    '',
  ].join('\n')

const faultsOf = (stage: string): string[] => [
  `## ${stage}`,
  '',
  ...entries
    .filter(([, entry]) => entry.stage === stage)
    .flatMap(([code, entry]) => [
      `### ${code}`,
      '',
      entry.kind === 'fault' ? `${entry.title}.` : `${entry.title}. ${kinds[entry.kind]}`,
      '',
      `- Seen: ${asText(entry.happened)}`,
      ...(entry.ahead ? [`- Before anybody signs in: ${asText(entry.ahead.happened)}`] : []),
      `- Likely cause: ${asText(entry.cause)}`,
      ...entry.mend.map((mend) => `- Mend: ${asText(mend)}`),
      ...(entry.lookAlikes ?? []).map(({ code: other, decides }) => `- Or [${other}](#${other}): ${decides}`),
      '',
    ]),
]

const kinds = { finding: 'A warning: the sign-in goes on.', mended: 'Put right by Signpost, and noted on the attempt.' }

/** A template of the catalogue with its placeholders as words: `{clientId|none}` as *client id*. */
const asText = (template: string): string =>
  template
    .replace(/ ?\{w\.\w+\}/g, '')
    .replace(
      /\{(\w+)(?:\|(?:[^{}]|\{[^{}]*\})*)?\}/g,
      (_, name: string) => `*${name.replace(/[A-Z]/g, (each) => ` ${each.toLowerCase()}`)}*`,
    )

/** `docs/sso/coverage.md`: which codes are found by whom, and where that is proven. */
export function coveragePage(): string {
  const all = coverage()
  const count = (kind: string) => entries.filter(([, entry]) => entry.kind === kind).length
  return [
    '# What is found, by whom, and where it is proven',
    '',
    'Made from `tests/sso/faults/` by `npm run docs`. Each case bends a provider, the settings, the host or a browser in one way, and its test fails unless',
    'the attempt (and, where marked, preflight: `signpost doctor`, the settings page) names exactly this code and no other.',
    '',
    `${entries.length} codes: ${count('fault')} faults, ${count('finding')} findings, ${count('mended')} mended by Signpost; ${Object.keys(notOurs).length} known failures are not ours ([list](faults.md#not-ours)).`,
    'Of the faults and findings:',
    '',
    ...Object.values(totals(all)).map(
      (share) => `- **${percent(share)} %** (${share.part} of ${share.whole}) ${share.what}`,
    ),
    '',
    '| Code | Kind | Preflight | Attempt | Met by |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(row),
    '',
  ].join('\n')
}

const row = ({ code, cases, preflight, attempt, why }: Coverage): string => {
  const said = (can: string, reasons: string[]) => (can ? can : cases.length === 0 ? '' : `no: ${reasons.join('; ')}`)
  const before = { found: 'finds it', sometimes: 'finds it in some cases', wanted: 'not yet', cannot: '' }[preflight]
  const cells = [
    `[${code}](faults.md#${code})`,
    catalogue[code].kind,
    said(before, why.preflight),
    said(attempt === 'named' ? 'names it' : '', why.attempt),
    metBy(cases),
  ]
  return `| ${cells.join(' | ')} |`
}

function metBy(cases: Coverage['cases']): string {
  const here = cases.filter((each) => !isElsewhere(each)).map(({ name }) => name)
  const there = cases
    .filter(isElsewhere)
    .map(({ name, elsewhere }) => (elsewhere ? `${name} (\`${elsewhere}\`)` : 'nothing here'))
  return [...here, ...there].join('; ')
}

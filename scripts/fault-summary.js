// What docs/sso/coverage.md says, as it is printed at the end of a run that had the tests of single sign-on in it.
import { readFileSync } from 'node:fs'

/** The totals, and the codes by who finds and names them. */
export function faultSummary(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  const totals = lines.filter((line) => line.startsWith('- **')).map((line) => line.slice(2).replaceAll('*', ''))
  const groups = {}
  for (const line of lines.filter((each) => each.startsWith('| ['))) {
    const [code, , preflight, attempt] = line.slice(2).split(' | ')
    const group = `preflight: ${shortened(preflight)}; attempt: ${shortened(attempt)}`
    groups[group] ??= []
    groups[group].push(/\[(.*?)\]/.exec(code)[1])
  }
  const told = Object.entries(groups).map(([group, codes]) => `${group} (${codes.length}): ${codes.join(' ')}`)
  return ['faults of single sign-on (docs/sso/coverage.md):', ...totals, ...told].join('\n')
}

const shortened = (cell) => (cell.startsWith('no') ? cell.split(/[:;(]/)[0].trim() : cell)

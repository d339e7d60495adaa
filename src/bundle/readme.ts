import type { AuditEntry } from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import type { Cause } from './causes.ts'
import type { Gathered } from './collect.ts'
import { type Html, html } from './html.ts'
import type { SlowSum } from './kept-lines.ts'
import { style } from './readme-style.ts'
import type { Cut } from './scan.ts'
import { shortestSecret } from './text-scan.ts'

export interface About {
  at: string
  publicUrl: string
  madeAt: string
}

/** The first page, for somebody who has never seen this server: what is wrong, what to change, and which file has the rest. */
export function readmeOf(about: About, files: Gathered, cuts: Cut[]): string {
  const checks = listOf<Check>(files['doctor.json'])
  const causes = listOf<Cause>(files['sign-in-causes.json'])
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Debug bundle of ${about.publicUrl}</title>${style}</head>
<body><main>
<h1>Debug bundle of ${about.publicUrl}</h1>
<p class="dim">Signpost ${valueAt(files['versions.json'], 'signpost')}, made ${timeOf(about.at)} at the ${about.madeAt}.</p>
${verdict(checks, causes)}
${findings(checks)}
${signIns(causes)}
${whatWasCut(cuts)}
<h2>The rest</h2>
${versions(files['versions.json'])}
${configuration(files['configuration.json'])}
${providers(files['configuration.json'])}
${slow(files['slow-statements.json'])}
${audit(files['audit-trail.json'])}
${warningsOfLog(files['logs.txt'])}
${details('Host and limits', html`<pre>${JSON.stringify(files['host.json'], null, 2)}</pre>`)}
${fileTable(files)}
</main></body></html>
`
  return page.markup
}

function verdict(checks: Check[], causes: Cause[]): Html {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const [errors, warnings] = [count('error'), count('warning')]
  const failed = causes.reduce((sum, { times }) => sum + times, 0)
  const kind = errors > 0 ? 'error' : warnings > 0 || failed > 0 || checks.length === 0 ? 'warning' : 'ok'
  const found = [
    errors > 0 && `${counted(errors, 'thing is', 'things are')} wrong`,
    warnings > 0 && counted(warnings, 'warning', 'warnings'),
    failed > 0 &&
      `${counted(failed, 'sign-in', 'sign-ins')} failed of late, for ${counted(causes.length, 'cause', 'causes')}`,
  ].filter(Boolean)
  const nothing = checks.length === 0 ? 'The server could not be examined: see doctor.json.' : 'Nothing is wrong.'
  return html`<div class="verdict ${kind}">${found.length > 0 ? `${found.join('; ')}.` : nothing}</div>`
}

function findings(checks: Check[]): Html {
  const wrong = (status: string) => checks.filter((check) => check.status === status)
  const found = [...wrong('error'), ...wrong('warning')]
  if (found.length === 0) return html``
  return html`<h2>What was found</h2>${found.map(
    ({ status, title, code, mend = [], evidence }) => html`<article class="${status}">
<h3><span class="tag">${status === 'error' ? 'Error' : 'Warning'}</span>${title}</h3>
${code && html`<p class="dim"><code>${code}</code></p>`}
${evidence['happened'] && html`<p>${evidence['happened']}</p>`}${mends(mend)}</article>`,
  )}`
}

function signIns(causes: Cause[]): Html {
  if (causes.length === 0) return html``
  return html`<h2>Why sign-ins failed</h2>${causes.map(
    ({ code, title, times, lastAt, providers, attempt, happened, mend }) => html`<article class="error">
<h3><span class="tag">${times} x</span>${title}</h3>
<p class="dim"><code>${code}</code> at ${providers.join(', ')}, last ${timeOf(lastAt)} (attempt <code>${attempt}</code> in attempts.json)</p>
<p>${happened}</p>${mends(mend)}</article>`,
  )}`
}

const mends = (mend: string[]): Html =>
  mend.length === 0 ? html`` : html`<ul>${mend.map((sentence) => html`<li>${sentence}</li>`)}</ul>`

function whatWasCut(cuts: Cut[]): Html {
  const sentences = cuts.map(
    ({ file, what, times }) =>
      html`<li>${counted(times, 'text was', 'texts were')} cut from <code>${file}</code>: ${what}</li>`,
  )
  return html`<h2>What is not in here</h2>
<p>Secrets are left out where they are read; settings that hold one say "set" or "not set". Then everything was searched for the secrets of
this server, for credentials that are in force, and for what looks like a token, key, cookie or password.
${cuts.length === 0 ? 'Nothing more had to be cut out.' : html`<ul>${sentences}</ul>`}</p>
<p class="dim">Names, e-mail and network addresses of people are in here. A secret of fewer than ${shortestSecret} characters cannot be searched for.</p>`
}

const versions = (value: unknown): Html =>
  details('Versions and migrations', html`<pre>${JSON.stringify(value, null, 2)}</pre>`)

interface SettingRow {
  name: string
  value: string | null
  origin: string
  setBy?: string
  default: string | null
}

function configuration(value: unknown): Html {
  const rows = listOf<SettingRow>(valueAt(value, 'settings'))
  const shown = rows.map(
    ({ name, value: set, origin, setBy, default: standard }) => html`<tr><td><code>${name}</code></td>
<td>${set === null ? html`<span class="dim">${standard ?? 'not set'}</span>` : html`<code>${set}</code>`}</td><td>${origin}${setBy && html` (<code>${setBy}</code>)`}</td></tr>`,
  )
  return details('Configuration', table(['Variable', 'Value', 'Origin'], shown))
}

interface ProviderRow {
  id: string
  fields: Record<string, { value?: unknown; origin: string } | undefined>
}

function providers(value: unknown): Html {
  const rows = listOf<ProviderRow>(valueAt(value, 'providers')).flatMap(({ id, fields }) =>
    Object.entries(fields).map(
      ([name, set]) =>
        html`<tr><td>${id}</td><td><code>${name}</code></td><td><code>${plain(set?.value)}</code></td><td>${set?.origin}</td></tr>`,
    ),
  )
  const inside =
    rows.length > 0 ? table(['Provider', 'Field', 'Value', 'Origin'], rows) : html`<p>No identity provider is set.</p>`
  return details('Identity providers', inside)
}

function slow(value: unknown): Html {
  const rows = listOf<SlowSum>(value).map(
    ({ sql, slowest, times, failed, last }) =>
      html`<tr><td>${slowest} ms</td><td>${times}${failed > 0 && ` (${failed} failed)`}</td><td>${timeOf(String(last))}</td><td><code>${sql}</code></td></tr>`,
  )
  const inside = rows.length > 0 ? table(['Slowest', 'Times', 'Last', 'Statement'], rows) : html`<p>None was noted.</p>`
  return details('Slow statements', inside)
}

const auditShown = 30

function audit(value: unknown): Html {
  const rows = listOf<AuditEntry>(value)
    .slice(0, auditShown)
    .map(
      ({ at, action, actor, subject }) =>
        html`<tr><td>${timeOf(new Date(at).toISOString())}</td><td>${action}</td><td>${actor ?? '-'}</td><td>${subject}</td></tr>`,
    )
  return details('The latest of the audit trail', table(['When', 'Action', 'Who', 'About'], rows))
}

const warningLevel = 40
const warningsShown = 40

function warningsOfLog(value: unknown): Html {
  const lines = listOf<{ level?: number; time?: string; msg?: string }>(value)
  const loud = lines
    .filter((line) => typeof line === 'object' && (line.level ?? 0) >= warningLevel)
    .slice(-warningsShown)
  const text = loud.map((line) => JSON.stringify(line)).join('\n')
  return details(
    'The latest warnings and errors of the log',
    loud.length > 0 ? html`<pre>${text}</pre>` : html`<p>There are none.</p>`,
  )
}

const descriptions: Record<string, string> = {
  'doctor.json': 'What can be found out without a sign-in, each check with its evidence',
  'sign-in-causes.json': 'Why sign-ins failed, with counts',
  'attempts.json': 'The latest sign-ins, stage by stage',
  'versions.json': 'Versions of this software, Node and the database; migrations',
  'configuration.json': 'Every setting with its origin',
  'provider-memory.json': 'What earlier sign-ins taught of each provider, and its last good documents',
  'host.json': 'The machine, and the limits of the process that made this',
  'slow-statements.json': 'Statements that took long, without values',
  'audit-trail.json': 'Who did what',
  'logs.txt': 'The newest lines of the server, one JSON object each',
  'metrics.txt': 'The metrics, as Prometheus reads them',
}

function fileTable(files: Gathered): Html {
  const rows = Object.entries(files).map(([name, value]) => {
    const error = valueAt(value, 'error')
    return html`<tr><td><a href="${name}">${name}</a></td><td>${descriptions[name]}${typeof error === 'string' && html` <strong>could not be read: ${error}</strong>`}</td></tr>`
  })
  return html`<h2>The files beside this page</h2>${table(['File', 'What it holds'], rows)}`
}

// --- small parts

const details = (title: string, inside: Html): Html => html`<details><summary>${title}</summary>${inside}</details>`
const table = (heads: string[], rows: Html[]): Html =>
  html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
const timeOf = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const listOf = <Each>(value: unknown): Each[] => (Array.isArray(value) ? (value as Each[]) : [])
const valueAt = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined

import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { AdminHealth, AdminProvider, ProviderCheck } from '../../../../src/wire/app/contract.ts'
import { Await, Empty, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useProviders } from '../../queries/admin.ts'
import { useExamine, useHealth } from '../../queries/health.ts'
import { cellText, flatten } from '../../text/flatten.ts'
import { type CheckGroup, findingsFirst, findingsText, groupChecks, providerOf } from '../../text/health.ts'
import { duration } from '../../text/time.ts'
import { Rows } from './attempt-evidence.tsx'
import styles from './health.module.css'
import { pageWords } from './provider/page-words.ts'

/** What can be found out about the server and its providers before anybody meets it. */
export function HealthPage() {
  useTitle('Health')
  const health = useHealth()
  const examine = useExamine()
  const isRunning = examine.isPending || health.data?.running === true
  return (
    <div className={`page ${styles.page}`}>
      <div className="page-head">
        <div>
          <h1>Health</h1>
          <p className="dim" role="status">
            {isRunning ? 'Examining …' : health.data && <When health={health.data} />}
          </p>
        </div>
        <Button loading={isRunning} onClick={() => examine.mutate()}>
          Examine now
        </Button>
      </div>
      {examine.error && <Failure error={examine.error} retry={() => examine.mutate()} />}
      <Await query={health} what="what was found">
        {(data) => (data.at === null ? <NeverExamined isRunning={isRunning} /> : <Found checks={data.checks} />)}
      </Await>
    </div>
  )
}

function When({ health: { at, every } }: { health: AdminHealth }) {
  return (
    <>
      {at !== null && (
        <>
          Examined <TimeAgo at={at} />.{' '}
        </>
      )}
      {every > 0 ? (
        `The server looks by itself every ${duration(every).replace(/ 00 (s|min)$/, '')}.`
      ) : (
        <>
          The server does not look by itself (<code>SIGNPOST_EXAMINE_EVERY=0</code>).
        </>
      )}
    </>
  )
}

function NeverExamined({ isRunning }: { isRunning: boolean }) {
  return (
    <div className="card">
      <Empty title={isRunning ? 'The first examination is running' : 'Nothing has been examined yet'}>
        <p>
          Configuration, host, database, storage and every identity provider are looked at, without a sign-in and
          without a change. What is wrong is shown here with its mend.
        </p>
      </Empty>
    </div>
  )
}

function Found({ checks }: { checks: ProviderCheck[] }) {
  const { data } = useProviders()
  const providers = new Map(data?.providers.map((each) => [each.id, each]))
  const findings = findingsFirst(checks)
  return (
    <>
      <section aria-labelledby="findings">
        <h2 id="findings" className={styles.verdict}>
          {findingsText(checks) ?? 'Nothing is wrong, as far as it can be told without a sign-in'}
        </h2>
        {findings.map((check) => (
          <Finding key={check.id} check={check} provider={providers.get(providerOf(check) ?? '')} />
        ))}
      </section>
      <section className="section" aria-labelledby="all">
        <h2 id="all">All that was looked at</h2>
        {groupChecks(checks).map((group) => (
          <Group key={titleOf(group, providers)} group={group} title={titleOf(group, providers)} />
        ))}
      </section>
    </>
  )
}

function Finding({ check, provider }: { check: ProviderCheck; provider: AdminProvider | undefined }) {
  const { status, title, code, evidence, mend = [] } = check
  const words = (text: string) => pageWords(text, provider?.sources ?? {})
  const id = providerOf(check)
  const { happened } = evidence
  return (
    <article className={styles.finding} data-status={status}>
      <h3>
        <Sign status={status} />
        <span>
          {provider && <span className="dim">{provider.name}: </span>}
          {provider ? words(title) : title}
        </span>
      </h3>
      <div className={styles.body}>
        {typeof happened === 'string' && happened !== title && <p>{provider ? words(happened) : happened}</p>}
        {mend.length > 0 && (
          <ul className={styles.mend} aria-label="How to mend it">
            {mend.map((each) => (
              <li key={each}>{provider ? words(each) : each}</li>
            ))}
          </ul>
        )}
        <p className={`small ${styles.more}`}>
          {id !== null && (
            <Link to="/settings/providers/$id" params={{ id }}>
              Settings of {provider?.name ?? id}
            </Link>
          )}
          {code && <code className="dim">{code}</code>}
        </p>
      </div>
    </article>
  )
}

const partTitles = { config: 'Configuration', host: 'Host', database: 'Database', storage: 'Storage' }

const titleOf = ({ name }: CheckGroup, providers: Map<string, AdminProvider>): string =>
  typeof name === 'string' ? partTitles[name] : `Provider: ${providers.get(name.provider)?.name ?? name.provider}`

/** Not looked at, because something before it is wrong. */
const isWaiting = ({ status, evidence }: ProviderCheck): boolean =>
  status === 'skipped' && evidence['after'] !== undefined

function Group({ group: { checks }, title }: { group: CheckGroup; title: string }) {
  const found = findingsText(checks)
  const waiting = checks.filter(isWaiting)
  const looked = checks.filter((check) => !isWaiting(check))
  return (
    <section className={`card ${styles.group}`} aria-label={title}>
      <h3>
        {title}
        <span className="dim small">{found ?? (checks.some(({ status }) => status === 'ok') ? 'well' : '')}</span>
      </h3>
      <ul>
        {looked.map((check) => (
          <Looked key={check.id} check={check} />
        ))}
        {waiting.length > 0 && (
          <li className={styles.line}>
            <Sign status="skipped" />{' '}
            <span className="dim">
              {waiting.length === 1 ? 'One more check waits' : `${waiting.length} more checks wait`} until that is
              mended
            </span>
          </li>
        )}
      </ul>
    </section>
  )
}

/** One thing that was looked at, and what was seen, folded. */
function Looked({ check: { status, title, evidence } }: { check: ProviderCheck }) {
  const rows = flatten(evidence).map(([name, value]): [string, string] => [name, shown(value)])
  const line = (
    <>
      <Sign status={status} /> <span>{title}</span>
    </>
  )
  if (rows.length === 0) return <li className={styles.line}>{line}</li>
  return (
    <li>
      <details>
        <summary className={styles.line}>{line}</summary>
        <div className={styles.evidence}>
          <Rows rows={rows} />
        </div>
      </details>
    </li>
  )
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.map(cellText).join(', ') : cellText(value ?? 'none')

const signs: Record<ProviderCheck['status'], string> = { ok: '✓', warning: '!', error: '×', skipped: '–' }
const signWords: Record<ProviderCheck['status'], string> = {
  ok: 'Well:',
  warning: 'Warning:',
  error: 'Error:',
  skipped: 'Not told:',
}

const Sign = ({ status }: { status: ProviderCheck['status'] }) => (
  <>
    <span className={styles.sign} data-status={status} aria-hidden="true">
      {signs[status]}
    </span>
    <span className="unseen">{signWords[status]} </span>
  </>
)

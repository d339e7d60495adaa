import { Button } from '@mantine/core'
import type { ProviderCheck, ProviderTest } from '../../../../../src/wire/app/contract.ts'
import { Failure } from '../../../components/states.tsx'
import styles from '../attempt.module.css'
import checkStyles from './checks.module.css'
import { isUnfinished } from './finding-fields.ts'
import { pageWords } from './page-words.ts'
import type { LiveTest } from './use-live-test.ts'

const signs: Record<ProviderCheck['status'], string> = { ok: '✓', warning: '!', error: '×', skipped: '–' }
const words: Record<ProviderCheck['status'], string> = {
  ok: 'went well',
  warning: 'with a warning',
  error: 'failed',
  skipped: 'cannot be told',
}

/** What was found out about the provider, with what is typed, before anybody signs in. */
export function Checks({ live, sources }: { live: LiveTest; sources: Record<string, string> }) {
  const { test, error, isBehind, again } = live
  if (!test && !error && !isBehind)
    return (
      <section className="card" style={{ padding: '14px 18px' }}>
        <p className="dim">As soon as there is an issuer, it is asked here what can be told before anybody signs in.</p>
      </section>
    )
  return (
    <section aria-labelledby="checks">
      <div className={checkStyles.head}>
        <h2 id="checks">
          <span role="status">
            {isBehind ? 'Asking the provider …' : test ? verdict(test) : 'The provider could not be asked'}
          </span>
        </h2>
        <Button size="compact-sm" variant="subtle" disabled={isBehind} onClick={again}>
          Check again
        </Button>
      </div>
      {error !== undefined && !isBehind && <Failure error={error} />}
      {test && (
        <ol className={`card ${styles.stages}`} style={{ opacity: isBehind ? 0.55 : 1 }}>
          {test.checks.map((check) => (
            <Check key={check.id} check={check} sources={sources} />
          ))}
        </ol>
      )}
    </section>
  )
}

function verdict(test: ProviderTest): string {
  if (test.ok) return 'Nothing is wrong, as far as it can be told before a sign-in'
  const errors = test.checks.filter(({ status }) => status === 'error')
  return errors.every(isUnfinished) ? 'Not complete yet' : 'Something is wrong'
}

function Check({ check, sources }: { check: ProviderCheck; sources: Record<string, string> }) {
  const { happened } = check.evidence
  return (
    <li data-status={check.status}>
      <span className={styles.sign} aria-hidden="true">
        {signs[check.status]}
      </span>
      <div className={styles.stage}>
        <strong>
          {check.title} <span className="unseen">{words[check.status]}</span>
        </strong>
        {check.code && <code className="dim small"> {check.code}</code>}
        {typeof happened === 'string' && <p>{pageWords(happened, sources)}</p>}
        {check.mend?.map((each) => (
          <p key={each}>{pageWords(each, sources)}</p>
        ))}
      </div>
    </li>
  )
}

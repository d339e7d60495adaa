import type { ProviderCheck, ProviderTest } from '../../../../src/wire/app/contract.ts'
import styles from './attempt.module.css'

const signs: Record<ProviderCheck['status'], string> = { ok: '✓', warning: '!', error: '×', skipped: '–' }
const words: Record<ProviderCheck['status'], string> = {
  ok: 'went well',
  warning: 'with a warning',
  error: 'failed',
  skipped: 'cannot be told',
}

/** What was found out about a provider before anybody signs in. */
export function ProviderChecks({ test }: { test: ProviderTest }) {
  return (
    <section className="section" aria-labelledby="checks">
      <h2 id="checks" role="status">
        {test.ok ? 'Nothing is wrong, as far as it can be told before a sign-in' : 'Something is wrong'}
      </h2>
      <ol className={`card ${styles.stages}`}>
        {test.checks.map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </ol>
    </section>
  )
}

function Check({ check }: { check: ProviderCheck }) {
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
        {typeof happened === 'string' && <p>{happened}</p>}
        {check.mend?.map((each) => (
          <p key={each}>{each}</p>
        ))}
      </div>
    </li>
  )
}

import { Link, useParams } from '@tanstack/react-router'
import type { SignInAttemptPage, SignInStage } from '../../../../src/wire/app/contract.ts'
import { CopyButton, CopyValue } from '../../components/copy.tsx'
import { Await } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useAttempt } from '../../queries/admin.ts'
import { cellText, flatten } from '../../text/flatten.ts'
import { duration, exactTime } from '../../text/time.ts'
import { ApproveLink } from './approve-link.tsx'
import styles from './attempt.module.css'
import { Outcome } from './outcome.tsx'

/** The record of one sign-in: what to do first, then why, then everything that is known. */
export function AttemptPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  useTitle(`Attempt ${id}`)
  const query = useAttempt(id)
  return (
    <div className="page" style={{ maxWidth: 860 }}>
      <Await query={query} what="the attempt">
        {(data) => <Record {...data} />}
      </Await>
    </div>
  )
}

function Record({ attempt, explanation }: SignInAttemptPage) {
  const failed = attempt.outcome === 'failed'
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{explanation?.title ?? (failed ? 'The sign-in failed' : 'Sign-in')}</h1>
          <p className={styles.facts}>
            <Outcome outcome={attempt.outcome} />
            {attempt.code && <code>{attempt.code}</code>}
            <span className="dim">{exactTime(attempt.at)}</span>
            <span className="dim">provider {attempt.provider}</span>
            {attempt.username && <span className="dim">{attempt.username}</span>}
            <CopyValue text={attempt.id} what="the attempt id" />
          </p>
        </div>
      </div>
      {attempt.mend.length > 0 && (
        <section className={styles.mend} aria-labelledby="mend">
          <h2 id="mend">How to mend it</h2>
          {attempt.mend.length === 1 ? (
            <p>{attempt.mend[0]}</p>
          ) : (
            <ol>
              {attempt.mend.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ol>
          )}
          {attempt.code === 'account-exists-unlinked' && typeof attempt.evidence['username'] === 'string' && (
            <ApproveLink attempt={attempt.id} username={attempt.evidence['username']} />
          )}
        </section>
      )}
      {explanation && (
        <div className={styles.why}>
          <section className="card" aria-labelledby="happened">
            <h2 id="happened">What happened</h2>
            <p>{explanation.happened}</p>
          </section>
          <section className="card" aria-labelledby="cause">
            <h2 id="cause">Likely cause</h2>
            <p>{explanation.cause}</p>
          </section>
        </div>
      )}
      <section className="section" aria-labelledby="stages">
        <h2 id="stages">Stages</h2>
        {attempt.stages.length === 0 ? (
          <p className="dim">No stage was reached.</p>
        ) : (
          <ol className={`card ${styles.stages}`}>
            {attempt.stages.map((each, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: stages are told in order and never change
              <Stage key={index} stage={each} />
            ))}
          </ol>
        )}
      </section>
      <section className="section" aria-labelledby="evidence">
        <div className="row spread">
          <h2 id="evidence">Evidence</h2>
          <CopyButton text={JSON.stringify({ attempt, explanation }, null, 2)} label="Copy the record" />
        </div>
        <pre className={`card ${styles.raw}`}>{JSON.stringify(attempt.evidence, null, 2)}</pre>
      </section>
      <p className="section small">
        <Link to="/settings/sign-in-attempts">All sign-in attempts</Link>
      </p>
    </>
  )
}

const signs: Record<SignInStage['status'], string> = { ok: '✓', warning: '!', error: '×' }
const words: Record<SignInStage['status'], string> = { ok: 'went well', warning: 'with a warning', error: 'failed' }

function Stage({ stage }: { stage: SignInStage }) {
  const evidence = flatten(stage.evidence)
  return (
    <li data-status={stage.status}>
      <span className={styles.sign} aria-hidden="true">
        {signs[stage.status]}
      </span>
      <div className={styles.stage}>
        <div className="row spread">
          <strong>
            {stage.stage} <span className="unseen">{words[stage.status]}</span>
          </strong>
          <span className="dim num small">after {duration(stage.after)}</span>
        </div>
        {evidence.length > 0 && (
          <dl>
            {evidence.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="mono">{cellText(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

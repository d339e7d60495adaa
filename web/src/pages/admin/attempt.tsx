import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { SignInAttempt, SignInAttemptPage } from '../../../../src/wire/app/contract.ts'
import { CopyButton, CopyValue } from '../../components/copy.tsx'
import { DownloadIcon } from '../../components/icons.tsx'
import { Await, Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { exportAddressOf, useAttempt, useProbe } from '../../queries/attempts.ts'
import { duration, exactTime } from '../../text/time.ts'
import styles from './attempt.module.css'
import { Mend } from './attempt-mend.tsx'
import { Story } from './attempt-story.tsx'
import { Outcome } from './outcome.tsx'
import { usePageWords } from './provider/use-page-words.ts'

/** The record of one sign-in: what to do first, then why, then everything that happened, in its order. */
export function AttemptPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  useTitle(`Attempt ${id}`)
  const query = useAttempt(id)
  return (
    <div className="page" style={{ maxWidth: 900 }}>
      <Await query={query} what="the attempt">
        {(data) => <Record {...data} />}
      </Await>
    </div>
  )
}

function Record(page: SignInAttemptPage) {
  const { attempt, explanation, quotes, lookAlikes } = page
  const words = usePageWords(attempt.provider)
  return (
    <>
      <Head page={page} />
      <Mend page={page} />
      {attempt.outcome === 'pending' && <Waiting id={attempt.id} />}
      {explanation && (
        <div className={styles.why}>
          <section className="card" aria-labelledby="happened">
            <h2 id="happened">What happened</h2>
            <p>{words(explanation.happened)}</p>
          </section>
          <section className="card" aria-labelledby="cause">
            <h2 id="cause">Likely cause</h2>
            <p>{words(explanation.cause)}</p>
          </section>
        </div>
      )}
      {quotes.length > 0 && <Quotes attempt={attempt} quotes={quotes} />}
      {lookAlikes.length > 0 && <LookAlikes list={lookAlikes} />}
      <section className="section" aria-labelledby="story">
        <h2 id="story">The story of this sign-in</h2>
        <Story attempt={attempt} />
      </section>
      <Raw page={page} />
      <p className="section small">
        <Link to="/settings/sign-in-attempts">All sign-in attempts</Link>
        {attempt.code && (
          <>
            {' · '}
            <Link to="/settings/sign-in-attempts" search={{ code: attempt.code }}>
              All that ended like this
            </Link>
          </>
        )}
      </p>
    </>
  )
}

const titles: Record<SignInAttempt['outcome'], string> = {
  failed: 'The sign-in failed',
  'never-returned': 'The person did not come back',
  'signed-in': 'Signed in',
  tested: 'A test of the sign-in',
  pending: 'A sign-in that is under way',
}

function Head({ page: { attempt, explanation } }: { page: SignInAttemptPage }) {
  return (
    <div className="page-head">
      <div>
        <h1>{explanation?.title ?? titles[attempt.outcome]}</h1>
        <p className={styles.facts}>
          <Outcome outcome={attempt.outcome} />
          {attempt.code && <code>{attempt.code}</code>}
          <span className="dim">{exactTime(attempt.at)}</span>
          {attempt.endedAt !== null && <span className="dim">took {duration(attempt.endedAt - attempt.at)}</span>}
          <span className="dim">
            provider{' '}
            <Link to="/settings/providers/$id" params={{ id: attempt.provider }}>
              {attempt.provider}
            </Link>
          </span>
          {attempt.username && <span className="dim">{attempt.username}</span>}
          {attempt.claimed && <Claimed person={attempt.claimed} />}
          <CopyValue text={attempt.id} what="the attempt id" />
        </p>
      </div>
      <Button
        component="a"
        href={exportAddressOf(attempt.id)}
        download
        variant="default"
        size="xs"
        leftSection={<DownloadIcon size={14} />}
      >
        Export
      </Button>
    </div>
  )
}

/** Its ID token was proven, and a rule or a step after that refused it: the words are the provider's. */
function Claimed({ person: { email, username, name, subject } }: { person: NonNullable<SignInAttempt['claimed']> }) {
  const [first, ...others] = [email, username, name].filter((word) => word !== null)
  return (
    <span className="dim" data-testid="claimed">
      the provider named {first ?? `sub ${subject}`}
      {others.length > 0 && ` (${others.join(', ')})`}
      {first && (
        <>
          , sub <code>{subject}</code>
        </>
      )}
    </span>
  )
}

function Waiting({ id }: { id: string }) {
  const probe = useProbe(id)
  return (
    <section className={`card ${styles.waiting}`}>
      <p>
        The browser was sent to the provider and has not come back yet. After ten minutes this server looks for the
        reason by itself.
      </p>
      {probe.error && <Failure error={probe.error} />}
      <Button size="xs" variant="default" onClick={() => probe.mutate()} loading={probe.isPending}>
        Look for the reason now
      </Button>
    </section>
  )
}

interface QuotesProps {
  attempt: SignInAttempt
  quotes: SignInAttemptPage['quotes']
}

function Quotes({ attempt, quotes }: QuotesProps) {
  const isReported = attempt.evidence['reported'] !== undefined
  return (
    <section className={`card ${styles.quotes}`} aria-labelledby="quotes">
      <h2 id="quotes">
        {isReported ? 'In the words of the provider, as the person tells' : 'In the provider’s own words'}
      </h2>
      {quotes.map(({ what, text }) => (
        <figure key={what}>
          <figcaption className="dim small">{what}</figcaption>
          <blockquote>{text}</blockquote>
        </figure>
      ))}
    </section>
  )
}

const LookAlikes = ({ list }: { list: SignInAttemptPage['lookAlikes'] }) => (
  <section className="section" aria-labelledby="look-alikes">
    <h2 id="look-alikes">What looks the same</h2>
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">It could also be</th>
            <th scope="col">if</th>
          </tr>
        </thead>
        <tbody>
          {list.map(({ code, title, decides }) => (
            <tr key={code}>
              <td>
                {title}
                <br />
                <code className="dim">{code}</code>
              </td>
              <td>{decides}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
)

function Raw({ page }: { page: SignInAttemptPage }) {
  const { attempt, explanation } = page
  const text = JSON.stringify({ attempt, explanation }, null, 2)
  return (
    <details className={styles.fold}>
      <summary>Everything as JSON</summary>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 8 }}>
        <CopyButton text={text} label="Copy the record" />
      </div>
      <pre className={`card ${styles.raw}`}>{text}</pre>
    </details>
  )
}

import type { SignInCause } from '../../../../src/wire/app/contract.ts'
import { Await } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useCauses } from '../../queries/attempts.ts'
import type { AttemptSearch } from '../../text/attempt-search.ts'
import styles from './attempts.module.css'

interface CausesProps {
  search: AttemptSearch
  onChoose: (change: Partial<AttemptSearch>) => void
}

/** What stops people, each cause once: choosing one narrows the list below to it. */
export function Causes({ search, onChoose }: CausesProps) {
  const query = useCauses(search)
  return (
    <Await query={query} what="the causes" lines={2}>
      {({ causes }) =>
        causes.length > 0 && (
          <section aria-labelledby="causes">
            <h2 id="causes" className={styles.heading}>
              What stops people
            </h2>
            <ul className={`card ${styles.causes}`}>
              {causes.map((cause) => (
                <Cause key={`${cause.outcome} ${cause.code}`} cause={cause} search={search} onChoose={onChoose} />
              ))}
            </ul>
          </section>
        )
      }
    </Await>
  )
}

function Cause({ cause, search, onChoose }: CausesProps & { cause: SignInCause }) {
  const { code, title, outcome, attempts, lastAt, providers } = cause
  const isChosen = code === null ? search.outcome === outcome && !search.code : search.code === code
  const choice = code === null ? { code: undefined, outcome: 'never-returned' as const } : { code, outcome: undefined }
  const none = { code: undefined, outcome: undefined }
  return (
    <li>
      <button
        type="button"
        className={styles.cause}
        aria-pressed={isChosen}
        onClick={() => onChoose(isChosen ? none : choice)}
      >
        <span className={`num ${styles.count}`}>
          {attempts}
          <span className="unseen"> attempts: </span>
        </span>
        <span className={styles.what}>
          <span>{title ?? 'Never came back; the reason is being looked for'}</span>
          <span className="dim small">
            {code && <code>{code}</code>} {providers.join(', ')}
          </span>
        </span>
        <span className="dim small">
          <span className="unseen">last </span>
          <TimeAgo at={lastAt} />
        </span>
      </button>
    </li>
  )
}

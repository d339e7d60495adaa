import { Button } from '@mantine/core'
import type { AttemptFix, SignInAttemptPage } from '../../../../src/wire/app/contract.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { CheckIcon } from '../../components/icons.tsx'
import { Failure } from '../../components/states.tsx'
import { useApplyFix, useUndoFix } from '../../queries/attempts.ts'
import { cellText } from '../../text/flatten.ts'
import { exactTime } from '../../text/time.ts'
import { ApproveLink } from './approve-link.tsx'
import styles from './attempt.module.css'
import { usePageWords } from './provider/use-page-words.ts'

/** What to change, on top of the page: by one click where this server can do it, else in words. */
export function Mend({ page }: { page: SignInAttemptPage }) {
  const { attempt, fixes, applied } = page
  const { code, evidence } = attempt
  const mend = attempt.mend.map(usePageWords(attempt.provider))
  if (mend.length + fixes.length + applied.length === 0) return null
  return (
    <section className={styles.mend} aria-labelledby="mend">
      <h2 id="mend">{mend.length > 0 ? 'How to mend it' : 'What could be better'}</h2>
      {mend.length === 1 ? (
        <p>{mend[0]}</p>
      ) : (
        mend.length > 1 && (
          <ol>
            {mend.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ol>
        )
      )}
      <Applied page={page} />
      {fixes.map((fix) => (
        <Fix key={fix.id} fix={fix} attempt={attempt.id} />
      ))}
      {code === 'account-exists-unlinked' && typeof evidence['username'] === 'string' && (
        <ApproveLink attempt={attempt.id} username={evidence['username']} />
      )}
    </section>
  )
}

function Fix({ fix, attempt }: { fix: AttemptFix; attempt: string }) {
  const apply = useApplyFix(attempt)
  if (fix.elsewhere.length > 0) return <Elsewhere fix={fix} />
  return (
    <div className={styles.fix}>
      <div className={styles.fixText}>
        <strong>{fix.title}</strong>
        {fix.changes.map(({ field, value, now }) => (
          <span key={field} className="small">
            <span className="mono">{field}</span>: <del className="dim">{shown(now)}</del>{' '}
            <ins className={styles.ins}>{shown(value)}</ins>
          </span>
        ))}
        {apply.error && <Failure error={apply.error} />}
      </div>
      <Button size="xs" onClick={() => apply.mutate(fix.id)} loading={apply.isPending}>
        Do it
      </Button>
    </div>
  )
}

const shown = (value: unknown): string =>
  value === null || value === undefined ? 'not set' : Array.isArray(value) ? value.join(' ') : cellText(value)

/** Values of the environment and the file win over the page, so there is nothing to click. */
function Elsewhere({ fix }: { fix: AttemptFix }) {
  const origins = [...new Set(fix.elsewhere.map(({ origin }) => origin))]
  const place = origins.includes('environment') ? 'the server’s environment' : 'the configuration file'
  const lines = fix.elsewhere.map(({ line }) => line).join('\n')
  return (
    <div className={styles.elsewhere}>
      <strong>{fix.title}</strong>
      <p className="small dim">
        The value stands in {place}, which wins over this page. Write there, and start the server anew:
      </p>
      <CodeBlock label={origins.includes('environment') ? 'Environment' : 'Configuration file'} text={lines} />
    </div>
  )
}

function Applied({ page: { attempt, applied } }: { page: SignInAttemptPage }) {
  const undo = useUndoFix(attempt.id, attempt.provider)
  return (
    <div role="status">
      {applied.map(({ change, title, at, actor, obstacle }) => (
        <div key={change} className={styles.fix}>
          <div className={styles.fixText}>
            <strong className={styles.done}>
              <CheckIcon size={14} /> Done: {title}
            </strong>
            <span className="small dim">
              by {actor}, {exactTime(at)}. {obstacle ?? 'Sign in once more to see whether it helps.'}
            </span>
            {undo.error && <Failure error={undo.error} />}
          </div>
          {obstacle === null && (
            <Button size="xs" variant="default" onClick={() => undo.mutate(change)} loading={undo.isPending}>
              Undo
            </Button>
          )}
        </div>
      ))}
    </div>
  )
}

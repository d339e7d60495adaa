import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProviderChange } from '../../../../../src/wire/app/contract.ts'
import { Failure } from '../../../components/states.tsx'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { useProviderChanges, useUndo } from '../../../queries/admin.ts'
import { linesOfTeams } from './draft.ts'
import { labelOf } from './fields.ts'
import styles from './history.module.css'

const shownAtFirst = 5

/** Who changed what on this page, and the way back. */
export function History({ id }: { id: string }) {
  const [all, setAll] = useState(false)
  const query = useProviderChanges(id)
  const undo = useUndo(id)
  const changes = query.data?.changes ?? []
  if (changes.length === 0) return null
  const undone = new Set(changes.map(({ undoes }) => undoes))
  const shown = all ? changes : changes.slice(0, shownAtFirst)
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">Changes on this page</h2>
      {undo.error && <Failure error={undo.error} />}
      <ol className={`card ${styles.changes}`}>
        {shown.map((change) => (
          <li key={change.id}>
            <div>
              <p>
                <strong>{change.actor}</strong> {verb(change)} <TimeAgo at={change.at} />
                {change.reason && <Reason text={change.reason} />}
              </p>
              <Fields change={change} />
            </div>
            <Undo
              change={change}
              isUndone={undone.has(change.id)}
              busy={undo.isPending && undo.variables === change.id}
              onUndo={() => undo.mutate(change.id)}
            />
          </li>
        ))}
      </ol>
      {changes.length > shown.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          Show all {changes.length}
        </Button>
      )}
    </section>
  )
}

function Undo(props: { change: ProviderChange; isUndone: boolean; busy: boolean; onUndo: () => void }) {
  const { change, isUndone, busy, onUndo } = props
  if (isUndone) return <span className="dim small">Undone</span>
  if (change.obstacle) return <span className={`dim small ${styles.obstacle}`}>{change.obstacle}</span>
  // Undoing it would take the page away under one's feet; there is a button for that.
  if (change.kind === 'created') return null
  return (
    <Button variant="default" size="compact-sm" loading={busy} onClick={onUndo}>
      Undo
    </Button>
  )
}

/** What it was for, with the way to the sign-in attempt whose mend it was. */
function Reason({ text }: { text: string }) {
  const [, attempt, rest] = /^Sign-in attempt ([a-z0-9]+)(: .*)$/.exec(text) ?? []
  if (!attempt) return <span className="dim"> ({text})</span>
  return (
    <span className="dim">
      {' '}
      (
      <Link to="/settings/sign-in-attempts/$id" params={{ id: attempt }}>
        sign-in attempt
      </Link>
      {rest})
    </span>
  )
}

const verb = ({ undoes, kind }: ProviderChange): string =>
  undoes !== null
    ? 'undid a change'
    : { created: 'added the provider', changed: 'changed it', removed: 'removed it' }[kind]

function Fields({ change: { fields } }: { change: ProviderChange }) {
  return (
    <ul className={styles.fields}>
      {fields.map(({ name, secret, before, after }) => (
        <li key={name}>
          <span className="dim">{labelOf(name)}</span>{' '}
          {secret ? <em>{secret}</em> : <Values before={before} after={after} />}
        </li>
      ))}
    </ul>
  )
}

function Values({ before, after }: { before?: unknown; after?: unknown }) {
  return (
    <span className="mono">
      {isNothing(before) ? '' : <del>{text(before)}</del>}{' '}
      {isNothing(after) ? <em>taken back</em> : <ins>{text(after)}</ins>}
    </span>
  )
}

const isNothing = (value: unknown): boolean => value === null || value === undefined
const text = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? linesOfTeams(value) : String(value)

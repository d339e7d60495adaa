import { Link } from '@tanstack/react-router'
import type { RunSummary } from '../../../../src/wire/app/contract.ts'
import type { Ink } from '../../charts/palette.ts'
import { EyeIcon, EyeOffIcon } from '../../components/icons.tsx'
import { RunState } from '../../components/run-state.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import styles from './run-list.module.css'

interface RunRowProps {
  run: RunSummary
  /** From 1 on. */
  place: number
  top: number
  height: number
  active: boolean
  drawn: boolean
  ink: Ink
  onToggle: () => void
}

export function RunRow({ run, place, top, height, active, drawn, ink, onToggle }: RunRowProps) {
  return (
    <div
      id={`run-${run.name}`}
      className={styles.row}
      role="row"
      aria-rowindex={place}
      aria-selected={drawn}
      tabIndex={-1}
      data-active={active}
      data-drawn={drawn}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell">
        <button
          type="button"
          className={styles.eye}
          tabIndex={-1}
          aria-label={`${drawn ? 'Hide' : 'Show'} ${run.displayName} in the charts`}
          title={drawn ? 'Hide in the charts' : 'Show in the charts'}
          onClick={onToggle}
        >
          {drawn ? <EyeIcon size={15} /> : <EyeOffIcon size={15} />}
        </button>
      </div>
      <InkSign ink={drawn ? ink : null} />
      <div className={styles.words} role="gridcell">
        <Link
          className={`clip ${styles.name}`}
          to="/$entity/$project/runs/$run"
          params={{ entity: run.entity, project: run.project, run: run.name }}
          title={run.displayName}
          tabIndex={-1}
        >
          {run.displayName}
        </Link>
        <div className={`clip ${styles.facts}`}>
          <RunState state={run.state} />
          <span aria-hidden="true">·</span>
          <TimeAgo at={run.createdAt} />
          {run.tags[0] && (
            <span className={`clip ${styles.tag}`} title={run.tags.join(', ')}>
              {run.tags[0]}
              {run.tags.length > 1 && ` +${run.tags.length - 1}`}
            </span>
          )}
        </div>
      </div>
    </div>
  )
}

/** A stroke as the run has it in the charts, its dashes too; a ring for a run that is not drawn. */
export function InkSign({ ink }: { ink: Ink | null }) {
  return (
    <svg width="14" height="10" viewBox="0 0 14 10" aria-hidden="true" focusable="false">
      {ink === null ? (
        <circle cx="7" cy="5" r="4" fill="none" stroke="var(--line-strong)" strokeWidth="1.5" />
      ) : ink.dash.length === 0 ? (
        <circle cx="7" cy="5" r="5" fill={ink.color} />
      ) : (
        <path
          d="M0 5h14"
          stroke={ink.color}
          strokeWidth="4"
          strokeDasharray={ink.dash.map((each) => each * 0.7).join(' ')}
        />
      )}
    </svg>
  )
}

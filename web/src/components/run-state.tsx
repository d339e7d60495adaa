import type { RunState as State } from '../../../src/wire/app/contract.ts'
import styles from './run-state.module.css'

const words: Record<State, string> = {
  running: 'Running',
  finished: 'Finished',
  failed: 'Failed',
  crashed: 'Crashed',
  killed: 'Stopped',
  preempting: 'Preempting',
  pending: 'Pending',
}

/** A run's state as a word with a sign of its own shape, so that colour alone says nothing. */
export function RunState({ state, brief = false }: { state: State; brief?: boolean }) {
  return (
    <span className={styles.state} data-state={state} title={brief ? words[state] : undefined}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
        <Sign state={state} />
      </svg>
      <span className={brief ? 'unseen' : undefined}>{words[state]}</span>
    </span>
  )
}

function Sign({ state }: { state: State }) {
  const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8, strokeLinecap: 'round' as const }
  if (state === 'running') return <circle cx="5" cy="5" r="4" fill="currentColor" className={styles.pulse} />
  if (state === 'finished') return <path d="m1.5 5.3 2.5 2.5 4.5-5" {...stroke} />
  if (state === 'failed' || state === 'crashed') return <path d="m2 2 6 6M8 2 2 8" {...stroke} />
  if (state === 'killed') return <rect x="1.5" y="1.5" width="7" height="7" rx="1.5" fill="currentColor" />
  return <circle cx="5" cy="5" r="3.5" {...stroke} />
}

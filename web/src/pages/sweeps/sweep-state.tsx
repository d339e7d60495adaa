import type { SweepState as State } from '../../../../src/wire/app/contract.ts'
import styles from './sweep-state.module.css'

const words: Record<State, string> = {
  PENDING: 'Waiting',
  RUNNING: 'Running',
  PAUSED: 'Paused',
  FINISHED: 'Finished',
  CANCELED: 'Canceled',
}

/** A sweep's state as a word with a sign of its own shape, so that colour alone says nothing. */
export function SweepState({ state }: { state: State }) {
  return (
    <span className={styles.state} data-state={state}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
        <Sign state={state} />
      </svg>
      {words[state]}
    </span>
  )
}

function Sign({ state }: { state: State }) {
  const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8, strokeLinecap: 'round' as const }
  if (state === 'RUNNING') return <circle cx="5" cy="5" r="4" fill="currentColor" />
  if (state === 'FINISHED') return <path d="m1.5 5.3 2.5 2.5 4.5-5" {...stroke} />
  if (state === 'PAUSED') return <path d="M3 2v6M7 2v6" {...stroke} />
  if (state === 'CANCELED') return <rect x="1.5" y="1.5" width="7" height="7" rx="1.5" fill="currentColor" />
  return <circle cx="5" cy="5" r="3.5" {...stroke} />
}

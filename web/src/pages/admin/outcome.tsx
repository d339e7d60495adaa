import type { SignInAttempt } from '../../../../src/wire/app/contract.ts'
import styles from './outcome.module.css'

export const outcomeWords: Record<SignInAttempt['outcome'], string> = {
  'signed-in': 'Signed in',
  tested: 'Tested',
  failed: 'Failed',
  pending: 'Not finished',
  'never-returned': 'Never came back',
}

export const Outcome = ({ outcome }: { outcome: SignInAttempt['outcome'] }) => (
  <span className={styles.outcome} data-outcome={outcome}>
    {outcomeWords[outcome]}
  </span>
)

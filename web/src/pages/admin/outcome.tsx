import type { SignInAttempt } from '../../../../src/wire/app/contract.ts'
import styles from './outcome.module.css'

const words: Record<SignInAttempt['outcome'], string> = {
  'signed-in': 'Signed in',
  tested: 'Tested',
  failed: 'Failed',
  pending: 'Not finished',
}

export const Outcome = ({ outcome }: { outcome: SignInAttempt['outcome'] }) => (
  <span className={styles.outcome} data-outcome={outcome}>
    {words[outcome]}
  </span>
)

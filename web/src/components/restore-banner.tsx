import { useMe, useSignInOptions } from '../queries/session.ts'
import styles from './restore-banner.module.css'

/** On every page while a way in for emergencies is open, so that it is not forgotten. */
export function RestoreBanner() {
  const isOpen = useSignInOptions().data?.restore === true
  return isOpen ? (
    <p role="status" className={styles.banner}>
      A way in for emergencies is open: a restore password was printed within the last hour, or LOCAL_RESTORE is set.
      Once an administrator is in, unset that and restart the server.
    </p>
  ) : null
}

/** To whoever came in by it. */
export function RestoredNotice() {
  return useMe()?.provider === 'restore' ? (
    <p role="status" className={styles.banner}>
      You signed in with a restore password, which works once. Set single sign-on right, or set a password by{' '}
      <code>signpost user reset-password</code>, before you sign out.
    </p>
  ) : null
}

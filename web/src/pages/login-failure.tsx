import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SignInOptions } from '../../../src/wire/app/contract.ts'
import { CopyButton, CopyValue } from '../components/copy.tsx'
import styles from '../components/doorway.module.css'
import { useFault } from '../queries/session.ts'
import { asWritten, reportMail, reportText } from '../text/report-to-admin.ts'
import { startUrl } from '../text/start-url.ts'
import { lastProvider } from './sign-in-memory.ts'

interface LoginFailureProps {
  code: string | undefined
  attempt: string | undefined
  options: SignInOptions | undefined
  returnTo: string
  /** What else the person may do here. */
  children: ReactNode
}

/** Who it is that may not come in, so that somebody else may. */
const aboutThePerson = [
  'user-not-assigned',
  'domain-not-allowed',
  'not-in-allowed-group',
  'email-required',
  'email-verified-false',
  'email-verified-absent',
  'signup-disabled',
  'user-suspended',
  'tenant-not-allowed',
  'google-audience',
  'account-exists-unlinked',
  'prompt-none-other-person',
]

/**
 * Why the sign-in failed, and what the person can do about it. The sentence is looked up by the code: whatever else stands in the
 * address, anyone could have written.
 */
export function LoginFailure({ code, attempt, options, returnTo, children }: LoginFailureProps) {
  const fault = useFault(asWritten(code) ?? undefined)
  const known = fault.data
  const id = asWritten(attempt)
  const complete = options?.providers.filter((each) => each.complete) ?? []
  const again = complete.find((each) => each.id === lastProvider.get()) ?? complete[0]
  const title = known?.title ?? 'You were not signed in'
  const report = { origin: location.origin, title, code: known?.code ?? null, attempt: id, at: new Date() }
  return (
    <>
      <div role="alert" className={styles.failure}>
        <strong>{title}</strong>
        <p>
          {known?.message ??
            (fault.isFetching
              ? 'Looking up the reason …'
              : 'The sign-in did not go through. Try again; if it fails again, hand the attempt below to your administrator.')}
        </p>
        <dl className={styles.facts}>
          {id && (
            <>
              <dt>Attempt</dt>
              <dd data-testid="attempt-id">
                <CopyValue text={id} what="the attempt id" />
              </dd>
            </>
          )}
          {known && (
            <>
              <dt>Code</dt>
              <dd className="mono">{known.code}</dd>
            </>
          )}
        </dl>
      </div>
      {known?.code === 'embedded-webview' && (
        <CopyButton
          text={`${location.origin}/login?${new URLSearchParams({ return_to: returnTo })}`}
          label="Copy the address"
          size="md"
          fullWidth
        />
      )}
      {again && (
        <div className="stack" style={{ gap: 8 }}>
          <Button
            component="a"
            href={startUrl(again.start, returnTo, location.origin)}
            onClick={() => lastProvider.set(again.id)}
            fullWidth
            size="md"
          >
            Try again with {again.name}
          </Button>
          {known && aboutThePerson.includes(known.code) && (
            <Button
              component="a"
              href={`${startUrl(again.start, returnTo, location.origin)}&reauth=1`}
              onClick={() => lastProvider.set(again.id)}
              fullWidth
              size="md"
              variant="default"
            >
              Sign in as somebody else
            </Button>
          )}
        </div>
      )}
      {children}
      <div className={styles.report}>
        <a href={reportMail(report)}>Send to your administrator</a>
        <CopyButton text={reportText(report)} label="Copy as text" size="compact-xs" variant="subtle" />
      </div>
    </>
  )
}

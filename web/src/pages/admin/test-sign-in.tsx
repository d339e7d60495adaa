import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { PreparedSignInTest } from '../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../components/copy.tsx'
import { Failure } from '../../components/states.tsx'
import { client } from '../../queries/client.ts'
import { prepareSignInTest, useSignInTest } from '../../queries/sign-in-tests.ts'
import { TestResult } from './test-result.tsx'
import styles from './test-sign-in.module.css'

interface TestSignInProps {
  provider: string
  /** What was typed and is not saved. */
  draft: Record<string, unknown>
}

/** The whole sign-in with what is typed, in a window of its own: nothing is saved, and nobody is signed in. */
export function TestSignIn({ provider, draft }: TestSignInProps) {
  const [begun, setBegun] = useState<Begun>()
  const [error, setError] = useState<unknown>()
  const [isPreparing, setPreparing] = useState(false)
  const { data, error: lost } = useSignInTest(provider, begun?.prepared.test ?? null)
  const drafted = JSON.stringify(draft)

  const begin = async () => {
    // Opened at once: a browser blocks a window that comes later than the click.
    const popup = openWindow()
    setPreparing(true)
    setError(undefined)
    try {
      const prepared = await prepareSignInTest(provider, draft)
      setBegun({ prepared, isBlocked: popup === null, popup, drafted })
      if (popup) popup.location.href = prepared.start
    } catch (thrown) {
      popup?.close()
      setBegun(undefined)
      setError(thrown)
    }
    setPreparing(false)
  }

  const result = data?.test
  const isOver = result?.state === 'passed' || result?.state === 'failed'
  return (
    <section className={`card ${styles.card}`} aria-labelledby="test-sign-in">
      <div className="row spread" style={{ flexWrap: 'wrap' }}>
        <h2 id="test-sign-in">Test sign-in</h2>
        <Button size="compact-sm" variant="default" loading={isPreparing} onClick={() => void begin()}>
          {begun ? 'Test again' : 'Test sign-in'}
        </Button>
      </div>
      {!begun && !error && (
        <p className="dim small">
          Goes the whole way with what is typed here, in a window of its own. Nothing is saved, no account is made, and
          you stay signed in as you are.
        </p>
      )}
      {error !== undefined && <Failure error={error} />}
      {begun && !isOver && !lost && <Waiting begun={begun} />}
      {begun && lost && <Failure error={lost} />}
      {begun && result && isOver && (
        <>
          {begun.drafted !== drafted && (
            <p className={styles.stale} role="status">
              Something was changed since. This is what came of the earlier values; test again for the present ones.
            </p>
          )}
          <TestResult result={result} />
        </>
      )}
    </section>
  )
}

interface Begun {
  prepared: PreparedSignInTest
  isBlocked: boolean
  popup: Window | null
  /** The draft with which it was begun. */
  drafted: string
}

const openWindow = (): Window | null => {
  const left = window.screenX + Math.max(0, (window.outerWidth - 560) / 2)
  return window.open('', 'signpost-sign-in-test', `popup,width=560,height=760,left=${left},top=${window.screenY + 60}`)
}

/** While the person is at the provider. Whoever sees an error there does not come back: then this says what that means. */
function Waiting({ begun: { prepared, isBlocked, popup } }: { begun: Begun }) {
  const isClosed = useIsClosed(popup)
  useNewsOf(prepared.test)
  return (
    <div role="status" className={styles.waiting}>
      {isBlocked ? (
        <p>
          Your browser let no window open.{' '}
          <a href={prepared.start} target="_blank" rel="noopener">
            Begin the test in a new tab
          </a>
          , then come back here.
        </p>
      ) : (
        <p>
          {isClosed ? 'The window was closed before the provider sent anybody back.' : 'Waiting for the other window …'}
        </p>
      )}
      <p className="dim small">
        Did the provider show an error of its own there? Then it does not know the client id, or not this redirect URI,
        to the letter:
      </p>
      <CopyValue text={prepared.redirectUri} what="the redirect URI" />
    </div>
  )
}

function useIsClosed(popup: Window | null): boolean {
  const [isClosed, setClosed] = useState(false)
  useEffect(() => {
    setClosed(false)
    const timer = setInterval(() => setClosed(popup?.closed ?? false), 1000)
    return () => clearInterval(timer)
  }, [popup])
  return isClosed
}

/** The window tells when the test has ended, sooner than it would be asked for. */
function useNewsOf(test: string): void {
  useEffect(() => {
    const channel = new BroadcastChannel(newsChannel)
    channel.onmessage = ({ data }) => {
      if (data === test) void client.invalidateQueries({ queryKey: ['sign-in-test', test] })
    }
    return () => channel.close()
  }, [test])
}

export const newsChannel = 'signpost-sign-in-tests'

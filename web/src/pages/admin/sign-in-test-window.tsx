import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Await } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { Wordmark } from '../../components/wordmark.tsx'
import { useSignInTest } from '../../queries/sign-in-tests.ts'
import { TestResult } from './test-result.tsx'
import styles from './test-sign-in.module.css'
import { newsChannel } from './test-sign-in.tsx'

/** Where the window of a test ends; the page that opened it shows the same. */
export function SignInTestWindow() {
  const { provider, test } = useParams({ strict: false }) as { provider: string; test: string }
  useTitle('Test of a sign-in')
  useEffect(() => {
    const channel = new BroadcastChannel(newsChannel)
    channel.postMessage(test)
    channel.close()
  }, [test])
  return (
    <main className={styles.window}>
      <div className="row spread">
        <Wordmark size={20} />
        {/* Only a window that a page has opened can be closed by one. */}
        <Button size="compact-sm" variant="default" onClick={() => window.close()}>
          Close this window
        </Button>
      </div>
      <h1>Test of a sign-in</h1>
      <Await query={useSignInTest(provider, test)} what="what came of the test">
        {({ test: result }) => <TestResult result={result} />}
      </Await>
    </main>
  )
}

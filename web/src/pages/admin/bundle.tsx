import { Button } from '@mantine/core'
import { Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useBundle } from '../../queries/audit.ts'
import styles from './bundle.module.css'

const contents = [
  ['What is wrong', 'what can be found out without a sign-in, and why sign-ins failed of late, with what to change'],
  ['Settings', 'each with its origin: environment, file or page; of a secret only whether it is set'],
  ['Sign-ins', 'the latest hundred, stage by stage, and what was learned of each provider'],
  ['The server', 'versions, migrations, machine, limits, figures, slow statements, the newest lines of its log'],
  ['The audit trail', 'its latest entries'],
]

export function BundlePage() {
  useTitle('Debug bundle')
  const bundle = useBundle()
  return (
    <div className={`page ${styles.page}`}>
      <div className="page-head">
        <div>
          <h1>Debug bundle</h1>
          <p className="dim">
            When somebody is to help with this server, send them this file. Its first page, <code>README.html</code>,
            says what is wrong.
          </p>
        </div>
        <Button loading={bundle.isPending} onClick={() => bundle.mutate()}>
          Download the bundle
        </Button>
      </div>
      {bundle.error && <Failure error={bundle.error} />}
      <div role="status">
        {bundle.data && (
          <p>
            <code>{bundle.data}</code> is in your downloads.
          </p>
        )}
      </div>
      <section className="section" aria-labelledby="contents">
        <h2 id="contents">What is in it</h2>
        <dl className={`card ${styles.contents}`}>
          {contents.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="section" aria-labelledby="secrets">
        <h2 id="secrets">What is not</h2>
        <p>
          No secret, token, key, cookie or password: everything is searched for them before the file is closed, and what
          is found is cut out and named on the first page. User names, e-mail and network addresses stay in.
        </p>
        <p className="dim">
          At the console: <code>signpost bundle FILE</code>, also when the server does not run. Whoever makes one stands
          in the audit trail.
        </p>
      </section>
    </div>
  )
}

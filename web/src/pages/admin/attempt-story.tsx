import type { SignInAttempt, SignInStage } from '../../../../src/wire/app/contract.ts'
import { duration } from '../../text/time.ts'
import stages from './attempt.module.css'
import { Call } from './attempt-call.tsx'
import { Checks, Evidence } from './attempt-evidence.tsx'
import styles from './attempt-story.module.css'

/** Each stage in the order in which it happened, folded; the ones that did not go well are open. */
export function Story({ attempt }: { attempt: SignInAttempt }) {
  if (attempt.stages.length === 0) return <p className="dim">No stage was reached.</p>
  return (
    <ol className={`card ${stages.stages}`}>
      {attempt.stages.map((stage, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stages are told in order and never change
        <Stage key={index} stage={stage} before={attempt.stages[index - 1]} />
      ))}
    </ol>
  )
}

const signs: Record<SignInStage['status'], string> = { ok: '✓', warning: '!', error: '×' }
const words: Record<SignInStage['status'], string> = { ok: 'went well', warning: 'with a warning', error: 'failed' }

const titles: Record<string, string> = {
  config: 'Settings',
  discovery: 'Discovery document',
  network: 'Connection',
  tls: 'Encrypted connection',
  authorize: 'Sent to the provider',
  callback: 'Back from the provider',
  token: 'Code redeemed for tokens',
  jwks: 'Signature and its key',
  'id-token': 'What the ID token says',
  userinfo: 'Userinfo',
  provisioning: 'Account and groups',
  session: 'Account and session',
  logout: 'Signing out',
}

/** The server goes there itself where a person does not come back. */
const titleOf = ({ stage, evidence }: SignInStage): string =>
  evidence['whenAsked'] === undefined ? (titles[stage] ?? stage) : 'Why the person did not come back'

/** Less than that is what a request takes anyway. */
const noticeable = 1000

function Stage({ stage, before }: { stage: SignInStage; before: SignInStage | undefined }) {
  const { calls = [], checks = [], evidence, status, took, after } = stage
  const away = before ? after - took - before.after : 0
  const isFolded = calls.length + checks.length + Object.keys(evidence).length > 0
  const summary = (
    <>
      <strong className={styles.title}>
        {titleOf(stage)} <span className="unseen">{words[status]}</span>
      </strong>
      <span className={`dim small ${styles.brief}`}>{briefly(stage)}</span>
      <span className="dim num small">{duration(took)}</span>
    </>
  )
  return (
    <>
      {away > noticeable && (
        <li className={stages.pause}>
          <span className="dim small">{duration(away)} with the provider</span>
        </li>
      )}
      <li data-status={status}>
        <span className={stages.sign} aria-hidden="true">
          {signs[status]}
        </span>
        {isFolded ? (
          <details className={stages.stage} open={status === 'error'}>
            <summary className={`${styles.summary} ${styles.folds}`}>{summary}</summary>
            <Checks checks={checks} />
            {calls.map((call, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: calls are told in order and never change
              <Call key={index} call={call} />
            ))}
            <Evidence evidence={calls.length > 0 ? beside(evidence) : evidence} />
          </details>
        ) : (
          <div className={`${stages.stage} ${styles.summary}`}>{summary}</div>
        )}
      </li>
    </>
  )
}

/** What the calls tell already. */
const ofCalls = ['url', 'status', 'contentType', 'elapsed', 'proxy', 'body', 'challenge', 'retryAfter', 'endpoint']
const beside = (evidence: SignInStage['evidence']): SignInStage['evidence'] =>
  Object.fromEntries(Object.entries(evidence).filter(([name]) => !ofCalls.includes(name)))

/** What a stage comes to, in a few words. */
function briefly({ calls = [], checks = [], evidence }: SignInStage): string {
  const failed = checks.find(({ passed }) => !passed)
  if (failed) return `did not pass: ${failed.check}`
  const call = calls.at(-1)
  if (call)
    return `${call.method} ${pathOf(call.url)}: ${call.answer?.status ?? call.failure?.['reason'] ?? 'no answer'}`
  const finding = evidence['finding'] ?? evidence['refused']
  if (typeof finding === 'string') return finding
  return checks.length > 0 ? `${checks.length} ${checks.length === 1 ? 'check' : 'checks'} passed` : ''
}

const pathOf = (url: string): string => URL.parse(url)?.pathname ?? url

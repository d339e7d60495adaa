import type { ProviderCall } from '../../../../src/wire/app/contract.ts'
import { cellText } from '../../text/flatten.ts'
import { duration } from '../../text/time.ts'
import { Rows } from './attempt-evidence.tsx'
import styles from './attempt-story.module.css'

/** More is a clock that is wrong, and not the time that an answer takes. */
const clockTolerance = 10

/** One request to the provider, and what came back. */
export function Call({ call }: { call: ProviderCall }) {
  const { method, url, took, parameters, credentials, answer, failure } = call
  const asked: [string, string][] = [
    ...(parameters.length > 0 ? [['sent', parameters.join(', ')] as [string, string]] : []),
    ...(credentials.length > 0 ? [['proven by', credentials.join(' and ')] as [string, string]] : []),
  ]
  const came: [string, string][] = answer
    ? [
        ['status', `${answer.status}${answer.contentType ? `, ${answer.contentType}` : ''}`],
        ...Object.entries(answer.headers),
        ...clockRow(answer.ahead),
      ]
    : Object.entries(failure ?? {}).map(([name, value]) => [name, cellText(value)])
  return (
    <div className={styles.call}>
      <h3 className={styles.address}>
        <span className="mono">
          {method} {url}
        </span>
        <span className="dim num small">{duration(took)}</span>
      </h3>
      <Rows rows={asked} />
      <Rows rows={came} />
      {answer && answer.body !== '' && (
        <details className={styles.answer}>
          <summary>
            Answer{answer.size > answer.body.length ? `, the beginning of ${answer.size} characters` : ''}
          </summary>
          <pre className={styles.body}>{answer.body}</pre>
        </details>
      )}
    </div>
  )
}

function clockRow(ahead: number | null): [string, string][] {
  if (ahead === null || Math.abs(ahead) < clockTolerance) return []
  const difference = duration(Math.abs(ahead) * 1000)
  return [['its clock', `${difference} ${ahead > 0 ? 'ahead of' : 'behind'} this server’s`]]
}

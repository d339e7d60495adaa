import type { ReactNode } from 'react'
import type { SignInStage } from '../../../../src/wire/app/contract.ts'
import { cellText, flatten } from '../../text/flatten.ts'
import styles from './attempt-story.module.css'

/** Names and values, one below the other. */
export const Rows = ({ rows }: { rows: [string, ReactNode][] }) =>
  rows.length > 0 && (
    <dl className={styles.rows}>
      {rows.map(([name, value]) => (
        <div key={name} className={styles.pair}>
          <dt className={styles.name}>{name}</dt>
          <dd className={`mono ${styles.value}`}>{value}</dd>
        </div>
      ))}
    </dl>
  )

/** What was compared, in its order; of what was not as it should be both sides. */
export function Checks({ checks }: { checks: NonNullable<SignInStage['checks']> }) {
  if (checks.length === 0) return null
  const failed = checks.find(({ passed }) => !passed)
  return (
    <>
      <div className={styles.checks}>
        {checks.map(({ check, passed }) => (
          <div key={check} className={styles.check} data-passed={passed}>
            <span className={styles.mark} aria-hidden="true">
              {passed ? '✓' : '×'}
            </span>
            <span>
              <span className="unseen">{passed ? 'Passed: ' : 'Not passed: '}</span>
              {check}
            </span>
          </div>
        ))}
      </div>
      {failed && failed.expected !== undefined && (
        <div className={styles.sides}>
          <div className={styles.side}>
            <span className="dim small">Expected</span>
            <p className="mono">{listed(failed.expected)}</p>
          </div>
          <div className={`${styles.side} ${styles.found}`}>
            <span className="dim small">Found</span>
            <p className="mono">{listed(failed.found)}</p>
          </div>
        </div>
      )}
    </>
  )
}

const listed = (value: unknown): string => (Array.isArray(value) ? value.map(cellText).join(', ') : cellText(value))

type Bag = Record<string, unknown>
const isBag = (value: unknown): value is Bag => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Evidence that has a form of its own as a table, all else as rows. */
export function Evidence({ evidence }: { evidence: Bag }) {
  const { plan, idToken, written, changedSince, ...rest } = evidence
  return (
    <>
      <Rows rows={flatten(rest).map(([name, value]) => [name, listed(value)])} />
      {isBag(plan) && <Plan plan={plan} />}
      {isBag(changedSince) && <Changes changes={changedSince} />}
      {isBag(idToken) && <Token token={idToken} />}
      {Array.isArray(written) && <Written writes={written as Write[]} />}
    </>
  )
}

interface TableProps {
  title: string
  head: string[]
  rows: ReactNode[][]
}

const Table = ({ title, head, rows }: TableProps) => (
  <section className={styles.part}>
    <h3>{title}</h3>
    <div className="scroll-x">
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={String(name)}>
              <th scope="row" className="mono">
                {name}
              </th>
              {cells.map((cell, index) => (
                <td key={head[index + 1]} data-label={head[index + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
)

/** Each choice is written as `value (reason)`. */
function Plan({ plan }: { plan: Bag }) {
  const rows = Object.entries(plan).map(([name, text]) => {
    const [, value, reason] = /^(.*?) \((.*)\)$/s.exec(String(text)) ?? [null, String(text), '']
    return [name, value, reason]
  })
  return <Table title="The plan, and why" head={['Choice', 'Taken', 'Because']} rows={rows} />
}

function Changes({ changes: { since, added, removed, changed } }: { changes: Bag }) {
  const entries = (bag: unknown) => Object.entries(isBag(bag) ? bag : {})
  const rows = [
    ...entries(changed).map(([name, each]) => [name, listed((each as Bag)['before']), listed((each as Bag)['now'])]),
    ...entries(removed).map(([name, value]) => [name, listed(value), <em key="gone">gone</em>]),
    ...entries(added).map(([name, value]) => [name, <em key="new">was not there</em>, listed(value)]),
  ]
  const when = typeof since === 'string' ? new Date(since).toLocaleString() : 'before'
  return (
    <Table
      title={`Changed since the document of ${when}, by which people signed in`}
      head={['Field', 'Then', 'Now']}
      rows={rows}
    />
  )
}

function Token({ token: { header, claims, parts } }: { token: Bag }) {
  const rows = (bag: unknown) => Object.entries(isBag(bag) ? bag : {}).map(([name, value]) => [name, told(name, value)])
  return (
    <>
      {isBag(header) && (
        <Table title={`Header of the ID token (${parts} parts)`} head={['Name', 'What']} rows={rows(header)} />
      )}
      {isBag(claims) && <Table title="Claims of the ID token" head={['Name', 'What']} rows={rows(claims)} />}
    </>
  )
}

/** Times of a token are seconds; nobody reads those. */
const told = (name: string, value: unknown): ReactNode =>
  ['exp', 'iat', 'nbf'].includes(name) && typeof value === 'number'
    ? `${value} (${new Date(value * 1000).toISOString()})`
    : listed(value)

interface Write {
  table: string
  change: string
  rows: number
  columns: string[]
}

const Written = ({ writes }: { writes: Write[] }) => (
  <Table
    title="Written to the database"
    head={['Table', 'What', 'Columns']}
    rows={writes.map(({ table, change, rows, columns }) => [
      table,
      `${rows} ${rows === 1 ? 'row' : 'rows'} ${change}`,
      columns.join(', '),
    ])}
  />
)

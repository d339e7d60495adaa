import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ExplainedCode, SignInTestResult } from '../../../../src/wire/app/contract.ts'
import { cellText } from '../../text/flatten.ts'
import { exactTime } from '../../text/time.ts'
import styles from './test-sign-in.module.css'

/** What a sign-in would have come to: first the verdict, then who it would be, then what the provider said. */
export function TestResult({ result }: { result: SignInTestResult }) {
  const { fault, foreseen, findings, received, attempt } = result
  return (
    <div className={styles.result}>
      <p role="status" className={styles.verdict} data-state={result.state}>
        {foreseen ? 'The sign-in works' : (fault?.title ?? 'The sign-in failed')}
        {fault && <code className="small"> {fault.code}</code>}
      </p>
      {fault && <Explained of={fault} />}
      {foreseen && <Foreseen foreseen={foreseen} />}
      {findings.length > 0 && (
        <Part title="To know">
          <ul className={styles.findings}>
            {findings.map((each) => (
              <li key={each.code} data-kind={each.kind}>
                <strong>{each.title}</strong> <code className="dim small">{each.code}</code>
                <Explained of={each} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      {received && (
        <Part title="What the provider said">
          <Claims title="ID token" claims={received.idToken} />
          {received.userinfo && <Claims title="Userinfo" claims={received.userinfo} />}
          <p className="dim small">Shown to you alone, and gone in some minutes: the record keeps names, not values.</p>
        </Part>
      )}
      {attempt && (
        <p className="small">
          <Link to="/settings/sign-in-attempts/$id" params={{ id: attempt }}>
            The record of this test, stage by stage
          </Link>
        </p>
      )}
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Explained({ of: { happened, mend } }: { of: ExplainedCode }) {
  return (
    <>
      <p>{happened}</p>
      {mend.length > 0 && (
        <ul className={styles.mend}>
          {mend.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  )
}

const ways = {
  known: 'the account that this person has here already',
  linked: 'an account that is there already, to which the person would be linked by the verified e-mail address',
  made: 'a new account, which would be made',
}

function Foreseen({ foreseen: { account, teams } }: { foreseen: NonNullable<SignInTestResult['foreseen']> }) {
  const rows: [string, ReactNode][] = [
    [
      'Account',
      <span key="account">
        <strong>{account.username}</strong>, {ways[account.how]}
      </span>,
    ],
    ['Name', account.name ?? 'none'],
    [
      'E-mail',
      account.email === null ? 'none' : `${account.email} (${account.emailVerified ? 'verified' : 'not verified'})`,
    ],
    ['Administrator', adminWord(account)],
    ['Teams', teams.length === 0 ? 'nothing would change' : teams.map(teamWord).join('; ')],
  ]
  return (
    <Part title="What would follow">
      <dl className={styles.values}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

const adminWord = ({ admin, isAdminNow }: { admin: boolean; isAdminNow: boolean }): string =>
  admin === isAdminNow ? (admin ? 'yes, as now' : 'no') : admin ? 'would become one' : 'would not be one any more'

const teamWord = ({ team, role }: { team: string; role: string | null }): string =>
  role === null ? `out of ${team}` : `${role} of ${team}`

const times = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at']

const claimText = (name: string, value: unknown): string =>
  times.includes(name) && typeof value === 'number' ? `${value} (${exactTime(value * 1000)})` : cellText(value)

function Claims({ title, claims }: { title: string; claims: Record<string, unknown> }) {
  const entries = Object.entries(claims)
  return (
    <details className={styles.claims} open={entries.length <= 12}>
      <summary>
        {title} <span className="dim small">{entries.length === 1 ? '1 claim' : `${entries.length} claims`}</span>
      </summary>
      <dl className={styles.values}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd className="mono">{claimText(name, value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

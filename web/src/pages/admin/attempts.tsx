import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SignInAttempt } from '../../../../src/wire/app/contract.ts'
import { SearchBox } from '../../components/search-box.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useAttempts } from '../../queries/admin.ts'
import styles from './attempts.module.css'
import { Outcome } from './outcome.tsx'

type Choice = 'all' | SignInAttempt['outcome']

const choices: { value: Choice; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'failed', label: 'Failed' },
  { value: 'signed-in', label: 'Signed in' },
  { value: 'pending', label: 'Not finished' },
]

export function AttemptsPage() {
  useTitle('Sign-in attempts')
  const [search, setSearch] = useState('')
  const [outcome, setOutcome] = useState<Choice>('all')
  const attempts = useAttempts()
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Sign-in attempts</h1>
          <p className="dim">
            Each way through an identity provider, with what happened on it. Ask people for the attempt id on their
            sign-in page.
          </p>
        </div>
      </div>
      <div className={styles.bar}>
        <SearchBox className={styles.search} label="Search code, person, id" value={search} onChange={setSearch} />
        <SegmentedControl
          size="xs"
          aria-label="Outcome"
          data={choices}
          value={outcome}
          onChange={(next) => setOutcome(next as Choice)}
        />
      </div>
      <Await query={attempts} what="the attempts">
        {(data) => (
          <List
            attempts={data.attempts.filter((each) => matches(each, search, outcome))}
            none={data.attempts.length === 0}
          />
        )}
      </Await>
    </div>
  )
}

function matches(attempt: SignInAttempt, search: string, outcome: Choice): boolean {
  if (outcome !== 'all' && attempt.outcome !== outcome) return false
  const text = [attempt.id, attempt.code, attempt.username, attempt.provider].join(' ').toLowerCase()
  return text.includes(search.trim().toLowerCase())
}

function List({ attempts, none }: { attempts: SignInAttempt[]; none: boolean }) {
  if (attempts.length === 0) {
    return (
      <div className="card">
        <Empty title={none ? 'Nobody has tried yet' : 'No attempt matches'}>
          {none && <p>The first sign-in through an identity provider appears here.</p>}
        </Empty>
      </div>
    )
  }
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Outcome</th>
            <th scope="col">Code</th>
            <th scope="col" className="wide-only">
              Person
            </th>
            <th scope="col" className="wide-only">
              Provider
            </th>
            <th scope="col" className="wide-only">
              Attempt
            </th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((each) => (
            <tr key={each.id} className={styles.row}>
              <td>
                <Link to="/settings/sign-in-attempts/$id" params={{ id: each.id }} className={styles.link}>
                  <TimeAgo at={each.at} />
                </Link>
              </td>
              <td>
                <Outcome outcome={each.outcome} />
              </td>
              <td className="mono">{each.code ?? <span className="dim">none</span>}</td>
              <td className="wide-only">{each.username ?? <span className="dim">unknown</span>}</td>
              <td className="wide-only">{each.provider}</td>
              <td className="mono dim wide-only">{each.id}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

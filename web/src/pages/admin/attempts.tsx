import { Button, NativeSelect } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { SignInAttempt, SignInAttempts } from '../../../../src/wire/app/contract.ts'
import { SearchBox } from '../../components/search-box.tsx'
import { ShowOlder } from '../../components/show-older.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useProviders } from '../../queries/admin.ts'
import { exportAddress, useAttempts } from '../../queries/attempts.ts'
import { type AttemptSearch, type Outcome as OutcomeName, outcomes, type Within } from '../../text/attempt-search.ts'
import styles from './attempts.module.css'
import { Causes } from './causes.tsx'
import { Outcome, outcomeWords } from './outcome.tsx'

const route = '/shell/settings/sign-in-attempts'
const spanWords: Record<Within, string> = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' }

export function AttemptsPage() {
  useTitle('Sign-in attempts')
  const search = useSearch({ from: route })
  const navigate = useNavigate({ from: '/settings/sign-in-attempts' })
  const narrow = (change: Partial<AttemptSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Sign-in attempts</h1>
          <p className="dim">
            Each way through an identity provider, kept for 30 days. Ask people for the attempt id on their sign-in
            page.
          </p>
        </div>
        <Button component="a" href={exportAddress(search)} download variant="default" size="xs">
          Export as JSON
        </Button>
      </div>
      <Causes search={search} onChoose={narrow} />
      <section className="section" aria-label="Attempts">
        <Filters search={search} onChange={narrow} />
        <List search={search} onClear={() => void navigate({ search: {}, replace: true })} />
      </section>
    </div>
  )
}

interface FiltersProps {
  search: AttemptSearch
  onChange: (change: Partial<AttemptSearch>) => void
}

function Filters({ search, onChange }: FiltersProps) {
  const providers = useProviders().data?.providers ?? []
  const known = providers.map(({ id, name }) => ({ value: id, label: name }))
  const { provider = '' } = search
  const gone = provider && !known.some(({ value }) => value === provider) ? [{ value: provider, label: provider }] : []
  return (
    <div className={styles.bar}>
      <SearchBox
        className={styles.search}
        label="Person, code or attempt id"
        value={search.search ?? ''}
        onChange={(text) => onChange({ search: text || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Outcome"
        data={[
          { value: '', label: 'Any outcome' },
          ...outcomes.map((each) => ({ value: each, label: outcomeWords[each] })),
        ]}
        value={search.outcome ?? ''}
        onChange={({ currentTarget }) => onChange({ outcome: (currentTarget.value || undefined) as OutcomeName })}
      />
      <NativeSelect
        size="xs"
        aria-label="Provider"
        data={[{ value: '', label: 'Any provider' }, ...known, ...gone]}
        value={provider}
        onChange={({ currentTarget }) => onChange({ provider: currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Time"
        data={[
          { value: '', label: 'Any time' },
          ...Object.entries(spanWords).map(([value, label]) => ({ value, label })),
        ]}
        value={search.within ?? ''}
        onChange={({ currentTarget }) => onChange({ within: (currentTarget.value || undefined) as Within })}
      />
      {search.code && (
        <button type="button" className={styles.chip} onClick={() => onChange({ code: undefined })}>
          <code>{search.code}</code>
          <span aria-hidden="true">×</span>
          <span className="unseen">Show other codes too</span>
        </button>
      )}
    </div>
  )
}

function List({ search, onClear }: { search: AttemptSearch; onClear: () => void }) {
  const query = useAttempts(search)
  const isNarrowed = Object.values(search).some((value) => value !== undefined)
  return (
    <Await query={query} what="the attempts">
      {({ pages }: { pages: SignInAttempts[] }) => {
        const attempts = pages.flatMap((page) => page.attempts)
        if (attempts.length === 0) return <None isNarrowed={isNarrowed} onClear={onClear} />
        return (
          <>
            <Table attempts={attempts} />
            <ShowOlder query={query} shown={attempts.length} />
          </>
        )
      }}
    </Await>
  )
}

function None({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  return (
    <div className="card">
      <Empty title={isNarrowed ? 'No attempt matches' : 'Nobody has tried yet'}>
        {isNarrowed ? (
          <Button size="xs" variant="default" onClick={onClear}>
            Show all
          </Button>
        ) : (
          <p>The first sign-in through an identity provider appears here.</p>
        )}
      </Empty>
    </div>
  )
}

function Table({ attempts }: { attempts: SignInAttempt[] }) {
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
              <td className="wide-only">
                <Person attempt={each} />
              </td>
              <td className="wide-only">{each.provider}</td>
              <td className="mono dim wide-only">{each.id}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Whom the provider named is told apart from who is somebody here. */
function Person({ attempt: { username, claimed } }: { attempt: SignInAttempt }) {
  if (username !== null) return username
  if (claimed === null) return <span className="dim">unknown</span>
  const name = claimed.email ?? claimed.username ?? claimed.name ?? claimed.subject
  return (
    <>
      {name} <span className="dim">by the provider's word</span>
    </>
  )
}

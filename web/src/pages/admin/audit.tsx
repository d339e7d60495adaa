import { Button, NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { AuditEntry, AuditPage as Page } from '../../../../src/wire/app/contract.ts'
import { SearchBox } from '../../components/search-box.tsx'
import { ShowOlder } from '../../components/show-older.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useAudit } from '../../queries/audit.ts'
import type { Within } from '../../text/attempt-search.ts'
import { type AuditSearch, actionWords } from '../../text/audit-search.ts'
import styles from './audit.module.css'

const spanWords: Record<Within, string> = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' }

export function AuditPage() {
  useTitle('Audit trail')
  const search = useSearch({ from: '/shell/settings/audit' })
  const navigate = useNavigate({ from: '/settings/audit' })
  const narrow = (change: Partial<AuditSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const query = useAudit(search)
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Audit trail</h1>
          <p className="dim">
            Who did what to accounts, keys, teams, sign-on and runs. Programs read it at <code>/admin/audit_logs</code>.
          </p>
        </div>
      </div>
      <Filters search={search} actions={query.data?.pages[0]?.actions ?? []} onChange={narrow} />
      <Await query={query} what="the audit trail">
        {({ pages }: { pages: Page[] }) => {
          const entries = pages.flatMap((page) => page.entries)
          if (entries.length === 0) return <None onClear={() => void navigate({ search: {}, replace: true })} />
          return (
            <>
              <Entries entries={entries} />
              <ShowOlder query={query} shown={entries.length} />
            </>
          )
        }}
      </Await>
    </div>
  )
}

interface FiltersProps {
  search: AuditSearch
  actions: string[]
  onChange: (change: Partial<AuditSearch>) => void
}

function Filters({ search, actions, onChange }: FiltersProps) {
  const { action = '' } = search
  const all = action === '' || actions.includes(action) ? actions : [...actions, action]
  return (
    <div className={styles.bar}>
      <SearchBox
        className={styles.search}
        label="Who, or about what"
        value={search.search ?? ''}
        onChange={(text) => onChange({ search: text || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Action"
        data={[{ value: '', label: 'Any action' }, ...all.map((each) => ({ value: each, label: actionWords(each) }))]}
        value={action}
        onChange={({ currentTarget }) => onChange({ action: currentTarget.value || undefined })}
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
    </div>
  )
}

function None({ onClear }: { onClear: () => void }) {
  return (
    <div className="card">
      <Empty title="Nothing matches">
        <Button size="xs" variant="default" onClick={onClear}>
          Show all
        </Button>
      </Empty>
    </div>
  )
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">About</th>
            <th scope="col" className="wide-only">
              From
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, actor, action, subject, facts, address, userAgent }) => (
            <tr key={id}>
              <td>
                <TimeAgo at={at} />
              </td>
              <td>{actor ?? <span className="dim">nobody</span>}</td>
              <td>{actionWords(action)}</td>
              <td className={styles.about}>
                {subject}
                {Object.keys(facts).length > 0 && <div className="dim small">{factsText(facts)}</div>}
              </td>
              <td className="dim wide-only" title={userAgent ?? undefined}>
                {address ?? 'this server'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const factsText = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}: ${factText(value)}`)
    .join(', ')

const factText = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(factText).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

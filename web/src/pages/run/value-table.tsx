import { useMemo, useState } from 'react'
import { SearchBox } from '../../components/search-box.tsx'
import { cellText, flatten } from '../../text/flatten.ts'
import styles from './value-table.module.css'

interface ValueTableProps {
  title: string
  values: Record<string, unknown>
  empty?: string
  searchable?: boolean
}

const atFirst = 200

/** Names and values, nested ones with dots between. */
export function ValueTable({ title, values, empty = 'Nothing here.', searchable }: ValueTableProps) {
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const rows = useMemo(() => flatten(values).map(([name, value]) => [name, cellText(value)] as const), [values])
  const wanted = search.trim().toLowerCase()
  const found = rows.filter(([name, value]) => `${name} ${value}`.toLowerCase().includes(wanted))
  return (
    <section className={`card ${styles.card}`} aria-label={title}>
      <header className={styles.head}>
        <h2>
          {title} <span className="dim num">{rows.length}</span>
        </h2>
        {searchable && rows.length > 8 && (
          <SearchBox
            className={styles.search}
            label={`Search ${title.toLowerCase()}`}
            value={search}
            onChange={setSearch}
          />
        )}
      </header>
      {found.length === 0 ? (
        <p className={`dim ${styles.empty}`}>{rows.length === 0 ? empty : 'Nothing matches.'}</p>
      ) : (
        <table className={styles.values}>
          <tbody>
            {(all ? found : found.slice(0, atFirst)).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="mono">{value.length > 2000 ? `${value.slice(0, 2000)} …` : value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!all && found.length > atFirst && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {found.length}
        </button>
      )}
    </section>
  )
}

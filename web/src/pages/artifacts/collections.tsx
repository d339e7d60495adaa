import { Select } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { ArtifactCollectionSummary, ArtifactCollections } from '../../../../src/wire/app/contract.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { SearchBox } from '../../components/search-box.tsx'
import { ShowOlder } from '../../components/show-older.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useCollections } from '../../queries/artifacts.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { firstArtifact } from '../../text/client-lines.ts'
import styles from './artifacts.module.css'
import { Chips } from './chips.tsx'
import { Lifetime } from './lifetime.tsx'

/** What a project has of artifacts. */
export function CollectionsPage() {
  const { type = '', ...at } = useParams({ strict: false }) as ProjectAddress & { type?: string }
  useTitle('Artifacts', at.project)
  const [search, setSearch] = useState('')
  const query = useCollections(at, { type, search: useDeferredValue(search.trim()) })
  const navigate = useNavigate()
  const open = (wanted: string | null) =>
    void navigate(
      wanted
        ? { to: '/$entity/$project/artifacts/$type', params: { ...at, type: wanted } }
        : { to: '/$entity/$project/artifacts', params: at },
    )
  return (
    <>
      <ProjectTabs at={at} current="Artifacts" />
      <div className={styles.page}>
        <div className={styles.bar}>
          <h1>Artifacts</h1>
          <Select
            aria-label="Type"
            placeholder="Every type"
            size="xs"
            clearable
            data={query.data?.pages[0]?.types ?? []}
            value={type || null}
            onChange={open}
          />
          <SearchBox className={styles.search} label="Search artifacts" value={search} onChange={setSearch} />
        </div>
        <Await query={query} what="the artifacts">
          {({ pages }) => {
            const found = pages.flatMap((page) => page.collections)
            const first = pages[0]!
            return (
              <>
                {found.length > 0 ? (
                  <>
                    <List at={at} found={found} />
                    <ShowOlder query={query} shown={found.length} />
                  </>
                ) : (
                  <Nothing first={first} filtered={search !== '' || type !== ''} />
                )}
                <Lifetime at={at} lifetime={first.lifetime} />
              </>
            )
          }}
        </Await>
      </div>
    </>
  )
}

function Nothing({ first, filtered }: { first: ArtifactCollections; filtered: boolean }) {
  if (filtered && first.types.length > 0) return <Empty title="No artifact matches" />
  return (
    <Empty title="No artifacts yet">
      <p>A run logs versions of data and models, and uses those of others. The first one appears here.</p>
      <CodeBlock label="log-artifact.py" text={firstArtifact()} />
    </Empty>
  )
}

function List({ at, found }: { at: ProjectAddress; found: ArtifactCollectionSummary[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col" className="right">
              Versions
            </th>
            <th scope="col" className="right wide-only">
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((each) => (
            <tr key={each.name}>
              <td>
                <Link
                  className={styles.name}
                  to="/$entity/$project/artifacts/$type/$collection"
                  params={{ ...at, type: each.type, collection: each.name }}
                >
                  {each.name}
                </Link>{' '}
                {each.kind === 'PORTFOLIO' && <span className="dim small">portfolio</span>} <Chips names={each.tags} />
                {each.description && <div className={styles.sub}>{each.description}</div>}
              </td>
              <td className="dim">{each.type}</td>
              <td className="right num">{each.versions}</td>
              <td className="right dim wide-only">
                <TimeAgo at={each.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

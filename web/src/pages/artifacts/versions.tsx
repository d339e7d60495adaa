import { Link, useParams } from '@tanstack/react-router'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { ShowOlder } from '../../components/show-older.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { type CollectionAddress, useVersions } from '../../queries/artifacts.ts'
import { bytes } from '../../text/numbers.ts'
import styles from './artifacts.module.css'
import { Chips } from './chips.tsx'

/** A collection with its versions. */
export function VersionsPage() {
  const at = useParams({ strict: false }) as CollectionAddress
  useTitle(at.collection, at.project)
  const query = useVersions(at)
  return (
    <>
      <ProjectTabs at={at} current="Artifacts" />
      <div className={styles.page}>
        <Await query={query} what="the versions">
          {({ pages }) => {
            const { collection } = pages[0]!
            const versions = pages.flatMap((page) => page.versions)
            return (
              <>
                <header className={styles.head}>
                  <div>
                    <h1>{collection.name}</h1>
                    <p className="dim">
                      {collection.kind === 'PORTFOLIO' ? 'Portfolio of type ' : 'Artifact of type '}
                      <Link
                        to="/$entity/$project/artifacts/$type"
                        params={{ entity: at.entity, project: at.project, type: collection.type }}
                      >
                        {collection.type}
                      </Link>{' '}
                      <Chips names={collection.tags} />
                    </p>
                    {collection.description && <p>{collection.description}</p>}
                  </div>
                </header>
                {versions.length === 0 ? (
                  <Empty title="No versions" />
                ) : (
                  <>
                    <div className="card scroll-x">
                      <table className="table">
                        <thead>
                          <tr>
                            <th scope="col">Version</th>
                            <th scope="col">Aliases</th>
                            <th scope="col" className="right">
                              Size
                            </th>
                            <th scope="col" className="right wide-only">
                              Files
                            </th>
                            <th scope="col" className="right wide-only">
                              {collection.kind === 'PORTFOLIO' ? 'Linked' : 'Logged'}
                            </th>
                          </tr>
                        </thead>
                        <tbody>
                          {versions.map((each) => (
                            <tr key={each.version}>
                              <td>
                                <Link
                                  className={styles.name}
                                  to="/$entity/$project/artifacts/$type/$collection/$version"
                                  params={{ ...at, type: collection.type, version: `v${each.version}` }}
                                >
                                  v{each.version}
                                </Link>
                                {each.source && (
                                  <div className={styles.sub}>
                                    {each.source.collection}:v{each.source.version}
                                  </div>
                                )}
                              </td>
                              <td>
                                <Chips names={each.aliases} alias /> <Chips names={each.tags} />
                              </td>
                              <td className="right num dim">{bytes(each.sizeBytes)}</td>
                              <td className="right num dim wide-only">{each.fileCount}</td>
                              <td className="right dim wide-only">
                                <TimeAgo at={each.createdAt} />
                              </td>
                            </tr>
                          ))}
                        </tbody>
                      </table>
                    </div>
                    <ShowOlder query={query} shown={versions.length} />
                  </>
                )}
              </>
            )
          }}
        </Await>
      </div>
    </>
  )
}

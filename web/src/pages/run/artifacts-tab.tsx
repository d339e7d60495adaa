import { Link } from '@tanstack/react-router'
import type { RunArtifacts } from '../../../../src/wire/app/contract.ts'
import { Await } from '../../components/states.tsx'
import { useRunArtifacts } from '../../queries/artifacts.ts'
import type { RunAddress } from '../../queries/tracking.ts'
import { bytes } from '../../text/numbers.ts'
import styles from './files-tab.module.css'

/** What the run used, and what it logged. */
export function ArtifactsTab({ at }: { at: RunAddress }) {
  const query = useRunArtifacts(at)
  return (
    <div className={styles.files}>
      <Await query={query} what="the artifacts">
        {({ inputs, outputs }) => (
          <div className="stack" style={{ gap: 18, paddingTop: 12 }}>
            <List title="Used" empty="It used no artifact." of={inputs} />
            <List title="Logged" empty="It logged no artifact." of={outputs} />
          </div>
        )}
      </Await>
    </div>
  )
}

function List({ title, empty, of }: { title: string; empty: string; of: RunArtifacts['inputs'] }) {
  return (
    <section aria-label={title}>
      <h2 style={{ fontSize: 14, marginBottom: 8 }}>
        {title} <span className="dim num">{of.length}</span>
      </h2>
      {of.length === 0 ? (
        <p className="dim">{empty}</p>
      ) : (
        <div className="card">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Type</th>
                <th scope="col" className="right">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {of.map((each) => (
                <tr key={`${each.entity}/${each.project}/${each.collection}:${each.version}`}>
                  <td>
                    <Link
                      style={{ overflowWrap: 'anywhere' }}
                      to="/$entity/$project/artifacts/$type/$collection/$version"
                      params={{ ...each, version: `v${each.version}` }}
                    >
                      {each.collection}:v{each.version}
                    </Link>
                  </td>
                  <td className="dim">{each.type}</td>
                  <td className="right num dim">{bytes(each.sizeBytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

import { Link } from '@tanstack/react-router'
import type { ArtifactLineage } from '../../../../src/wire/app/contract.ts'
import { Await } from '../../components/states.tsx'
import { useLineage, type VersionAddress } from '../../queries/artifacts.ts'
import styles from './artifacts.module.css'

type Node = ArtifactLineage['nodes'][number]

/** What went into a version stands to its left, what came of it to its right, a column a step. */
export function LineageSection({ at }: { at: VersionAddress }) {
  const query = useLineage(at)
  return (
    <section className="card" aria-label="Lineage">
      <h2 style={{ fontSize: 14, padding: '14px 16px 6px' }}>Lineage</h2>
      <Await query={query} what="the lineage" lines={3}>
        {(data) =>
          data.nodes.length <= 1 ? (
            <p className="dim" style={{ padding: '0 16px 16px' }}>
              No run logged it, and none used it.
            </p>
          ) : (
            <Steps lineage={data} />
          )
        }
      </Await>
    </section>
  )
}

function Steps({ lineage }: { lineage: ArtifactLineage }) {
  const steps = [...new Set(lineage.nodes.map(({ step }) => step))].sort((a, b) => a - b)
  const names = new Map(lineage.nodes.map((node) => [node.key, nameOf(node)]))
  /** What each comes from, in words, for who does not see the columns. */
  const from = (node: Node) =>
    lineage.edges
      .filter((edge) => edge.to === node.key)
      .map((edge) => names.get(edge.from))
      .join(', ')
  return (
    <>
      <ol className={styles.lineage}>
        {steps.map((step) => (
          <li key={step} className={styles.step}>
            <span>{titleOf(lineage.nodes, step)}</span>
            {lineage.nodes
              .filter((node) => node.step === step)
              .map((node) => (
                <Box key={node.key} node={node} from={from(node)} />
              ))}
          </li>
        ))}
      </ol>
      {lineage.isCut && (
        <p className="dim small" style={{ padding: '0 16px 14px' }}>
          There is more than is shown here.
        </p>
      )}
    </>
  )
}

const nameOf = (node: Node) => (node.kind === 'run' ? node.displayName : `${node.collection}:v${node.version}`)

function titleOf(nodes: Node[], step: number): string {
  if (step === 0) return 'This version'
  const isRun = nodes.find((node) => node.step === step)?.kind === 'run'
  if (step === -1) return 'Logged by'
  if (step === 1) return 'Used by'
  if (step < 0) return isRun ? 'Logged by' : 'Made of'
  return isRun ? 'Used by' : 'Made with it'
}

function Box({ node, from }: { node: Node; from: string }) {
  const title = from ? `From ${from}` : undefined
  if (node.kind === 'run')
    return (
      <Link
        className={styles.node}
        title={title}
        to="/$entity/$project/runs/$run"
        params={{ entity: node.entity, project: node.project, run: node.name }}
      >
        {node.displayName}
        <small>run, {node.state}</small>
      </Link>
    )
  return (
    <Link
      className={styles.node}
      title={title}
      data-own={node.step === 0}
      to="/$entity/$project/artifacts/$type/$collection/$version"
      params={{ ...node, version: `v${node.version}` }}
    >
      {nameOf(node)}
      <small>{node.type}</small>
    </Link>
  )
}

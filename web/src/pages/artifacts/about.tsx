import { Button, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ArtifactAddress, ArtifactRun, ArtifactVersion } from '../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../components/copy.tsx'
import { Failure } from '../../components/states.tsx'
import { usePatchVersion, type VersionAddress } from '../../queries/artifacts.ts'
import { bytes } from '../../text/numbers.ts'
import { exactTime } from '../../text/time.ts'
import styles from './artifacts.module.css'
import { Chips, EditableChips } from './chips.tsx'
import { lifetimeText } from './lifetime.tsx'

interface AboutProps {
  at: VersionAddress
  detail: ArtifactVersion
}

/** What is said of a version, and what of that can be changed. */
export function About({ at, detail }: AboutProps) {
  const patch = usePatchVersion(at)
  const facts: [string, ReactNode][] = [
    [detail.kind === 'PORTFOLIO' ? 'Linked' : 'Logged', exactTime(detail.createdAt)],
    ['Source', detail.source && <VersionLink of={detail.source} />],
    ['By run', detail.madeBy && <RunLink run={detail.madeBy} />],
    ['Size', `${bytes(detail.sizeBytes)} in ${detail.fileCount} ${detail.fileCount === 1 ? 'file' : 'files'}`],
    ['Digest', <CopyValue key="digest" text={detail.digest} what="the digest" />],
    [
      'Used by',
      detail.usedBy.length > 0 && <Lines of={detail.usedBy.map((run) => <RunLink key={run.name} run={run} />)} />,
    ],
    [
      'Portfolios',
      detail.links.length > 0 && (
        <Lines of={detail.links.map((link) => <VersionLink key={link.collection} of={link} />)} />
      ),
    ],
    ['Kept', detail.ttlSeconds !== null ? lifetimeText(detail.ttlSeconds) : null],
    ['Deleted on', detail.expiresAt && exactTime(detail.expiresAt)],
  ]
  return (
    <section className={`card ${styles.section}`} aria-label="About this version">
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== null && value !== false && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <h2 className={styles.label}>Aliases</h2>
      {detail.mayChange ? (
        <EditableChips
          what="alias"
          alias
          names={detail.aliases}
          fixed={['latest']}
          onChange={(aliases) => patch.mutate({ aliases })}
        />
      ) : (
        <Chips names={detail.aliases} alias />
      )}
      <h2 className={styles.label}>Tags</h2>
      {detail.mayChange ? (
        <EditableChips what="tag" names={detail.tags} onChange={(tags) => patch.mutate({ tags })} />
      ) : (
        <Chips names={detail.tags} />
      )}
      {patch.error && <Failure error={patch.error} />}
      <Description at={at} detail={detail} />
    </section>
  )
}

function Description({ at, detail }: AboutProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const patch = usePatchVersion(at)
  const kept = detail.description ?? ''
  if (!detail.mayChange)
    return kept === '' ? null : (
      <>
        <h2 className={styles.label}>Description</h2>
        <p style={{ whiteSpace: 'pre-wrap' }}>{kept}</p>
      </>
    )
  return (
    <>
      <h2 className={styles.label}>Description</h2>
      <Textarea
        aria-label="Description"
        autosize
        minRows={2}
        maxRows={14}
        placeholder="What is in this version"
        value={draft ?? kept}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      {patch.error && <Failure error={patch.error} />}
      {draft !== null && draft !== kept && (
        <div className="row" style={{ marginTop: 8 }}>
          <Button
            size="xs"
            loading={patch.isPending}
            onClick={() => patch.mutate({ description: draft }, { onSuccess: () => setDraft(null) })}
          >
            Keep the description
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setDraft(null)}>
            Discard
          </Button>
        </div>
      )}
    </>
  )
}

const Lines = ({ of }: { of: ReactNode[] }) => (
  <span className="stack" style={{ gap: 2 }}>
    {of}
  </span>
)

export const RunLink = ({ run }: { run: ArtifactRun }) => (
  <Link to="/$entity/$project/runs/$run" params={{ entity: run.entity, project: run.project, run: run.name }}>
    {run.displayName}
  </Link>
)

export const VersionLink = ({ of }: { of: ArtifactAddress }) => (
  <Link to="/$entity/$project/artifacts/$type/$collection/$version" params={{ ...of, version: `v${of.version}` }}>
    {of.collection}:v{of.version}
  </Link>
)

import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { ArtifactVersion } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { CodeBlock } from '../../components/copy.tsx'
import { TrashIcon } from '../../components/icons.tsx'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { Await } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useRemoveVersion, useVersion, type VersionAddress } from '../../queries/artifacts.ts'
import { artifactUse } from '../../text/client-lines.ts'
import { ValueTable } from '../run/value-table.tsx'
import { About } from './about.tsx'
import styles from './artifacts.module.css'
import { Chips } from './chips.tsx'
import { Files } from './files.tsx'
import { LineageSection } from './lineage.tsx'

/** One version: what is in it, what it is called, where it came from and where it went. */
export function VersionPage() {
  const { entity, project, collection, version } = useParams({ strict: false }) as VersionAddress
  const at = { entity, project, collection, version }
  useTitle(`${collection}:${version}`, project)
  const query = useVersion(at)
  return (
    <>
      <ProjectTabs at={at} current="Artifacts" />
      <div className={styles.page}>
        <Await query={query} what="the version">
          {(detail) => (
            <>
              <Head at={at} detail={detail} />
              <div className={styles.columns}>
                <div className={styles.column}>
                  <Files key={`${collection}:${version}`} at={at} />
                  <LineageSection at={at} />
                  <ValueTable title="Metadata" values={detail.metadata} empty="It has no metadata." searchable />
                </div>
                <div className={styles.column}>
                  <About key={`${collection}:${version}`} at={at} detail={detail} />
                  <section className={`card ${styles.section}`} aria-label="Usage">
                    <h2>Use it</h2>
                    <CodeBlock
                      label="use.py"
                      text={artifactUse(`${entity}/${project}/${collection}:v${detail.version}`)}
                    />
                  </section>
                </div>
              </div>
            </>
          )}
        </Await>
      </div>
    </>
  )
}

function Head({ at, detail }: { at: VersionAddress; detail: ArtifactVersion }) {
  return (
    <header className={styles.head}>
      <div>
        <h1>
          {detail.collection}:v{detail.version} <Chips names={detail.aliases} alias />
        </h1>
        <p className="dim">
          {detail.kind === 'PORTFOLIO' ? 'Linked version of type ' : 'Version of type '}
          <Link
            to="/$entity/$project/artifacts/$type"
            params={{ entity: at.entity, project: at.project, type: detail.type }}
          >
            {detail.type}
          </Link>
        </p>
      </div>
      {detail.mayChange && <Remove at={at} detail={detail} />}
    </header>
  )
}

function Remove({ at, detail }: { at: VersionAddress; detail: ArtifactVersion }) {
  const remove = useRemoveVersion(at)
  const navigate = useNavigate()
  const isLink = detail.kind === 'PORTFOLIO'
  return (
    <Confirm
      title={isLink ? 'Unlink this version?' : 'Delete this version?'}
      text={
        isLink
          ? 'It leaves this portfolio, with its aliases here. What was logged stays where it is.'
          : 'Its files go, its aliases, and its links in portfolios. That cannot be taken back.'
      }
      action={isLink ? 'Unlink' : 'Delete'}
      danger
      error={remove.error}
      onConfirm={async () => {
        await remove.mutateAsync()
        const params = { entity: at.entity, project: at.project, type: detail.type, collection: at.collection }
        await navigate({ to: '/$entity/$project/artifacts/$type/$collection', params })
      }}
    >
      {(open) => (
        <Button size="xs" variant="default" leftSection={<TrashIcon size={14} />} onClick={open}>
          {isLink ? 'Unlink' : 'Delete'}
        </Button>
      )}
    </Confirm>
  )
}

import { Button } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ViewAnswer } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useChangeView, useDeleteView, useView } from '../../queries/views.ts'
import { Blocks } from './blocks.tsx'
import { EditReport } from './edit-report.tsx'
import { History } from './history.tsx'
import styles from './report.module.css'
import { ReportsPage } from './reports.tsx'
import { idInSlug, plainText, readSpec, slugOf } from './spec.ts'

/** A report, for reading or for changing it. */
export function ReportPage() {
  const { _splat: slug = '' } = useParams({ strict: false }) as { _splat?: string }
  // The rest of the address may be empty: that is the list.
  return slug === '' ? <ReportsPage /> : <OneReport id={idInSlug(slug)} />
}

function OneReport({ id }: { id: string }) {
  const view = useView(id)
  return (
    <Await query={view} what="the report" lines={10}>
      {(data) => <Shown key={data.view.id} view={data.view} />}
    </Await>
  )
}

type View = ViewAnswer['view']

function Shown({ view }: { view: View }) {
  const { edit } = useSearch({ strict: false }) as { edit?: boolean }
  const navigate = useNavigate()
  const at = { entity: view.entity, project: view.project }
  const to = (of: { title: string; wireId: string }, editing: boolean) =>
    navigate({
      to: '/$entity/$project/reports/$',
      params: { ...at, _splat: slugOf(of) },
      search: editing ? { edit: true } : {},
    })
  useTitle(view.title, view.project, view.entity)
  const spec = useMemo(() => readSpec(view.spec), [view.spec])
  const blocks = spec.blocks ?? []
  const width = ['fixed', 'fluid'].includes(String(spec.width)) ? String(spec.width) : 'readable'
  if (edit && view.mayWrite) {
    return (
      <article className={`page ${styles.report}`} data-width="fixed">
        <EditReport view={view} onDone={(saved) => void to(saved, false)} />
      </article>
    )
  }
  const isEmpty = blocks.every((block) => block.type === 'paragraph' && plainText(block) === '')
  return (
    <article className={`page ${styles.report}`} data-width={width}>
      <header className={styles.head}>
        <div className={styles.bar}>
          <h1>{view.title}</h1>
          {view.kind === 'draft' && <span className={styles.draft}>draft</span>}
          <Tools view={view} onEdit={() => void to(view, true)} onGo={(other) => void to(other, false)} />
        </div>
        {view.description && <p className={styles.description}>{view.description}</p>}
        <p className="dim small">
          By {view.author}, changed <TimeAgo at={view.updatedAt} /> in{' '}
          <Link to="/$entity/$project" params={at}>
            {view.entity}/{view.project}
          </Link>
        </p>
      </header>
      {isEmpty ? <Empty title="Nothing is written here yet" /> : <Blocks blocks={blocks} at={at} />}
    </article>
  )
}

function Tools({ view, onEdit, onGo }: { view: View; onEdit: () => void; onGo: (view: View) => void }) {
  const at = { entity: view.entity, project: view.project }
  const navigate = useNavigate()
  const change = useChangeView(view.id)
  const remove = useDeleteView(at, view.id)
  if (!view.mayWrite) return <History view={view} />
  const publish = async () => onGo((await change.mutateAsync({ kind: 'report', revision: view.revision })).view)
  return (
    <div className={styles.tools}>
      {view.kind === 'draft' && (
        <Button size="xs" loading={change.isPending} onClick={() => void publish().catch(() => {})}>
          Publish
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onEdit}>
        Edit
      </Button>
      <History view={view} />
      <Confirm
        title={`Delete “${view.title}”?`}
        text="Its drafts and its history go with it. Runs stay."
        action="Delete"
        danger
        error={remove.error}
        onConfirm={async () => {
          await remove.mutateAsync()
          await navigate({ to: '/$entity/$project/reports', params: at })
        }}
      >
        {(open) => (
          <Button size="xs" variant="default" onClick={open}>
            Delete
          </Button>
        )}
      </Confirm>
    </div>
  )
}

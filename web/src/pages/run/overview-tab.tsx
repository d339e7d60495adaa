import { Button, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { RunDetail } from '../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../components/copy.tsx'
import { RunState } from '../../components/run-state.tsx'
import { Failure } from '../../components/states.tsx'
import { useNow } from '../../components/time-ago.tsx'
import { type RunAddress, usePatchRun } from '../../queries/tracking.ts'
import { duration, exactTime } from '../../text/time.ts'
import styles from './overview-tab.module.css'
import { ValueTable } from './value-table.tsx'

interface OverviewProps {
  at: RunAddress
  run: RunDetail['run']
}

export function OverviewTab({ at, run }: OverviewProps) {
  return (
    <div className={styles.overview}>
      <div className={styles.column}>
        <Alerts alerts={run.alerts} />
        <section className={`card ${styles.card}`} aria-label="Facts">
          <Facts run={run} />
        </section>
        <section className={`card ${styles.card}`} aria-label="Notes and tags">
          <Tags at={at} tags={run.tags} />
          <Notes at={at} notes={run.notes ?? ''} />
        </section>
        {run.metadata && <ValueTable title="Environment" values={run.metadata} />}
      </div>
      <div className={styles.column}>
        <ValueTable title="Config" values={run.config} empty="This run has no config." searchable />
        <ValueTable title="Summary" values={run.summary} empty="Nothing logged yet." searchable />
      </div>
    </div>
  )
}

function Alerts({ alerts }: { alerts: RunDetail['run']['alerts'] }) {
  if (alerts.length === 0) return null
  return (
    <section className="stack" style={{ gap: 8 }} aria-label="Alerts">
      {alerts.map((each) => (
        <div key={`${each.at}${each.title}`} className={styles.alert} data-severity={each.severity}>
          <strong>{each.title}</strong>
          {each.text && <p>{each.text}</p>}
          <p className="dim small">{exactTime(each.at)}</p>
        </div>
      ))}
    </section>
  )
}

function Facts({ run }: { run: RunDetail['run'] }) {
  const now = useNow(1000)
  const end = run.finishedAt ?? (run.state === 'running' ? now : run.heartbeatAt)
  const facts: [string, ReactNode][] = [
    ['State', <RunState key="state" state={run.state} />],
    ['Exit code', run.exitCode],
    ['User', run.user],
    ['Run id', <CopyValue key="id" text={run.name} what="the run id" />],
    ['Began', exactTime(run.createdAt)],
    [run.finishedAt ? 'Ended' : 'Last heard of', exactTime(run.finishedAt ?? run.heartbeatAt)],
    ['Duration', duration(end - run.createdAt)],
    ['Lines of history', run.lines.toLocaleString()],
    ['Group', run.group],
    ['Job type', run.jobType],
    ['Host', run.host],
    ['Program', run.program && <code key="program">{run.program}</code>],
    ['Git repository', run.repository && <code key="repository">{run.repository}</code>],
    ['Git commit', run.commit && <CopyValue key="commit" text={run.commit} what="the commit" />],
  ]
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Tags({ at, tags }: { at: RunAddress; tags: string[] }) {
  const [draft, setDraft] = useState('')
  const patch = usePatchRun(at)
  const add = () => {
    const tag = draft.trim()
    if (tag && !tags.includes(tag)) patch.mutate({ tags: [...tags, tag] })
    setDraft('')
  }
  return (
    <div>
      <h2 className={styles.label}>Tags</h2>
      <div className="row" style={{ flexWrap: 'wrap', gap: 6 }}>
        {tags.map((each) => (
          <span key={each} className={styles.tag}>
            {each}
            <button
              type="button"
              aria-label={`Remove the tag ${each}`}
              onClick={() => patch.mutate({ tags: tags.filter((tag) => tag !== each) })}
            >
              ×
            </button>
          </span>
        ))}
        <TextInput
          size="xs"
          aria-label="Add a tag"
          placeholder="Add a tag"
          style={{ width: 110 }}
          maxLength={64}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && add()}
          onBlur={add}
        />
      </div>
      {patch.error && <Failure error={patch.error} />}
    </div>
  )
}

function Notes({ at, notes }: { at: RunAddress; notes: string }) {
  const [draft, setDraft] = useState<string | null>(null)
  const patch = usePatchRun(at)
  const text = draft ?? notes
  const changed = draft !== null && draft !== notes
  return (
    <div>
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        maxRows={12}
        placeholder="What this run was for"
        value={text}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      {patch.error && <Failure error={patch.error} />}
      {changed && (
        <div className="row" style={{ marginTop: 8 }}>
          <Button
            size="xs"
            loading={patch.isPending}
            onClick={() => patch.mutate({ notes: draft === '' ? null : draft }, { onSuccess: () => setDraft(null) })}
          >
            Keep the notes
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setDraft(null)}>
            Discard
          </Button>
        </div>
      )}
    </div>
  )
}

import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ViewAnswer } from '../../../../src/wire/app/contract.ts'
import { ChevronIcon, TrashIcon } from '../../components/icons.tsx'
import { Failure } from '../../components/states.tsx'
import { ApiError } from '../../queries/api.ts'
import { client } from '../../queries/client.ts'
import { useChangeView } from '../../queries/views.ts'
import { AddPanels } from './add-panels.tsx'
import { OneBlock } from './blocks.tsx'
import { editableText, emptyLine, newBlocks, withoutMargins, withText } from './new-blocks.ts'
import styles from './report.module.css'
import { type Block, readSpec } from './spec.ts'

type View = ViewAnswer['view']

interface Entry {
  key: number
  block: Block
}

/** Title, description and blocks of a report; what this page cannot write in a box it keeps as it is. */
export function EditReport({ view, onDone }: { view: View; onDone: (view: View) => void }) {
  const [title, setTitle] = useState(view.title)
  const [description, setDescription] = useState(view.description)
  const [entries, setEntries] = useState<Entry[]>(() =>
    withoutMargins(readSpec(view.spec).blocks ?? []).map((block, key) => ({ key, block })),
  )
  /** What was read when the editing began: a save names it, so that nobody's change is lost. */
  const [revision] = useState(view.revision)
  const [spec] = useState(() => readSpec(view.spec))
  const change = useChangeView(view.id)
  const at = { entity: view.entity, project: view.project }

  const save = async (as?: 'draft') => {
    const blocks = [emptyLine, ...entries.map(({ block }) => block), emptyLine]
    const fields = { title, description, spec: JSON.stringify({ ...spec, blocks }) }
    const { view: saved } = await change.mutateAsync(as ? { ...fields, kind: as } : { ...fields, revision })
    onDone(saved)
  }
  const put = (key: number, block: Block) =>
    setEntries((before) => before.map((each) => (each.key === key ? { key, block } : each)))
  const move = (index: number, by: number) =>
    setEntries((before) => {
      const next = [...before]
      const [moved] = next.splice(index, 1)
      if (moved) next.splice(Math.max(index + by, 0), 0, moved)
      return next
    })
  const add = (block: Block) =>
    setEntries((before) => [...before, { key: Math.max(-1, ...before.map(({ key }) => key)) + 1, block }])

  const isStale = change.error instanceof ApiError && change.error.code === 'view-changed'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save().catch(() => {})
      }}
    >
      <h1 className="unseen">Edit the report</h1>
      <div className={styles.fields}>
        <TextInput
          label="Title"
          required
          maxLength={500}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </div>
      {entries.map(({ key, block }, index) => (
        <EditBlock
          key={key}
          {...{ block, index, at }}
          isLast={index === entries.length - 1}
          onChange={(next) => put(key, next)}
          onMove={(by) => move(index, by)}
          onRemove={() => setEntries((before) => before.filter((each) => each.key !== key))}
        />
      ))}
      <div className={styles.add}>
        {newBlocks.map(({ name, make }) => (
          <Button key={name} size="compact-sm" variant="default" onClick={() => add(make())}>
            + {name}
          </Button>
        ))}
        <AddPanels at={at} onAdd={add} />
      </div>
      {change.error && <Failure error={change.error} />}
      <div className={styles.foot}>
        <Button variant="default" onClick={() => onDone(view)}>
          Cancel
        </Button>
        {isStale && (
          <Button
            variant="default"
            onClick={() => void client.invalidateQueries({ queryKey: ['view'] }).then(() => onDone(view))}
          >
            Leave mine, show what is there
          </Button>
        )}
        {view.kind === 'report' && (
          <Button variant="default" loading={change.isPending} onClick={() => void save('draft').catch(() => {})}>
            Save as draft
          </Button>
        )}
        <Button type="submit" loading={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface EditBlockProps {
  block: Block
  index: number
  at: { entity: string; project: string }
  isLast: boolean
  onChange(block: Block): void
  onMove(by: number): void
  onRemove(): void
}

const names: Record<string, string> = {
  ...{ paragraph: 'Text', heading: 'Heading', 'markdown-block': 'Markdown', 'code-block': 'Code', latex: 'Formula' },
  ...{ 'block-quote': 'Quote', 'callout-block': 'Callout', 'panel-grid': 'Panels', list: 'List', image: 'Picture' },
}

function EditBlock({ block, index, at, isLast, onChange, onMove, onRemove }: EditBlockProps) {
  const text = editableText(block)
  const name = names[block.type] ?? block.type
  return (
    <div className={styles.block} data-block={block.type}>
      <div>
        <div className={styles.kind}>
          {name}
          {text === null && block.type !== 'horizontal-rule' && ' (kept as it is)'}
        </div>
        {text === null ? (
          <OneBlock block={block} index={index} blocks={none} at={at} />
        ) : (
          <Textarea
            aria-label={`${name}, block ${index + 1}`}
            autosize
            minRows={block.type === 'markdown-block' || block.type === 'code-block' ? 3 : 1}
            maxRows={30}
            value={text}
            styles={block.type === 'code-block' || block.type === 'latex' ? mono : undefined}
            onChange={(event) => onChange(withText(block, event.currentTarget.value))}
          />
        )}
      </div>
      <div className={styles.controls}>
        <ActionIcon
          {...small}
          aria-label={`Move block ${index + 1} up`}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        >
          <span className={styles.up}>
            <ChevronIcon size={13} />
          </span>
        </ActionIcon>
        <ActionIcon {...small} aria-label={`Move block ${index + 1} down`} disabled={isLast} onClick={() => onMove(1)}>
          <span className={styles.down}>
            <ChevronIcon size={13} />
          </span>
        </ActionIcon>
        <ActionIcon {...small} aria-label={`Remove block ${index + 1}`} onClick={onRemove}>
          <TrashIcon size={14} />
        </ActionIcon>
      </div>
    </div>
  )
}

const none: Block[] = []
const mono = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }
const small = { variant: 'subtle', color: 'gray', size: 'sm' } as const

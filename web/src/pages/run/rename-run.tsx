import { ActionIcon, TextInput } from '@mantine/core'
import { useState } from 'react'
import { PencilIcon } from '../../components/icons.tsx'
import { type RunAddress, usePatchRun } from '../../queries/tracking.ts'

/** The run's name, and a field in its place to change it: Enter keeps, Escape does not. */
export function RenameRun({ at, name }: { at: RunAddress; name: string }) {
  const [draft, setDraft] = useState<string | null>(null)
  const patch = usePatchRun(at)
  const keep = () => {
    const displayName = draft?.trim()
    if (!displayName || displayName === name) setDraft(null)
    else patch.mutate({ displayName }, { onSuccess: () => setDraft(null) })
  }
  if (draft === null) {
    return (
      <>
        <h1>{name}</h1>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="Rename the run"
          title="Rename"
          onClick={() => setDraft(name)}
        >
          <PencilIcon size={14} />
        </ActionIcon>
      </>
    )
  }
  return (
    <TextInput
      aria-label="Name of the run"
      value={draft}
      error={patch.error?.message}
      maxLength={128}
      autoFocus
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}

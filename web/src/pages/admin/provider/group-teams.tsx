import { NativeSelect, Textarea } from '@mantine/core'
import { useState } from 'react'
import { linesOfTeams, teamsOfLines } from './draft.ts'
import type { ProviderField } from './fields.ts'

interface GroupTeamsProps {
  field: ProviderField
  value: unknown
  isFixed: boolean
  onChange: (value: unknown) => void
}

type Mode = 'off' | 'same-name' | 'list'

/** Which groups put people into which teams: none, those of the same name, or by a list. */
export function GroupTeams({ field, value, isFixed, onChange }: GroupTeamsProps) {
  const [listing, setListing] = useState(false)
  const [lines, setLines] = useState<string | null>(null)
  const isList = typeof value === 'object' && value !== null
  const mode: Mode = isList || listing ? 'list' : value === true ? 'same-name' : 'off'
  // What is typed stays as it is typed, until the value is another one (discarded, saved, undone).
  const isTyped = lines !== null && JSON.stringify(teamsOfLines(lines)) === JSON.stringify(isList ? value : null)
  const choose = (chosen: Mode) => {
    setListing(chosen === 'list')
    if (chosen !== 'list') onChange(chosen === 'same-name' ? true : null)
  }
  return (
    <>
      <NativeSelect
        label={field.label}
        disabled={isFixed}
        data={[
          { value: 'off', label: 'none' },
          { value: 'same-name', label: 'each group into the team of the same name' },
          { value: 'list', label: 'those of a list' },
        ]}
        value={mode}
        onChange={(event) => choose(event.currentTarget.value as Mode)}
      />
      {mode === 'list' && (
        <Textarea
          mt={6}
          aria-label="Groups and their teams"
          description="One a line: group: team, and behind it admin or viewer where it is not member"
          placeholder={'ml-research: vision\nml-leads: vision admin'}
          autosize
          minRows={2}
          readOnly={isFixed}
          spellCheck={false}
          value={isTyped ? lines : linesOfTeams(value)}
          onChange={(event) => {
            setLines(event.currentTarget.value)
            onChange(teamsOfLines(event.currentTarget.value))
          }}
        />
      )}
    </>
  )
}

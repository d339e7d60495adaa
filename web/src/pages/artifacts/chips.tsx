import { TextInput } from '@mantine/core'
import { useState } from 'react'
import styles from './artifacts.module.css'

export function Chips({ names, alias }: { names: string[]; alias?: boolean }) {
  return (
    <span className={styles.chips}>
      {names.map((each) => (
        <span key={each} className={styles.chip} data-alias={alias || undefined}>
          {each}
        </span>
      ))}
    </span>
  )
}

interface EditableProps {
  /** What one of them is called: "alias", "tag". */
  what: string
  names: string[]
  alias?: boolean
  /** Those that cannot be taken away. */
  fixed?: string[]
  onChange: (names: string[]) => void
}

export function EditableChips({ what, names, alias, fixed = [], onChange }: EditableProps) {
  const [draft, setDraft] = useState('')
  const add = () => {
    const name = draft.trim()
    if (name && !names.includes(name)) onChange([...names, name])
    setDraft('')
  }
  return (
    <div className={styles.chips}>
      {names.map((each) => (
        <span key={each} className={styles.chip} data-alias={alias || undefined}>
          {each}
          {!fixed.includes(each) && (
            <button
              type="button"
              aria-label={`Remove the ${what} ${each}`}
              onClick={() => onChange(names.filter((name) => name !== each))}
            >
              ×
            </button>
          )}
        </span>
      ))}
      <TextInput
        size="xs"
        aria-label={`Add ${what === 'alias' ? 'an alias' : `a ${what}`}`}
        placeholder={`Add ${what === 'alias' ? 'an alias' : `a ${what}`}`}
        style={{ width: 110 }}
        maxLength={128}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && add()}
        onBlur={add}
      />
    </div>
  )
}

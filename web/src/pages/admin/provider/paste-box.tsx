import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { readPaste } from '../../../paste/read-paste.ts'
import type { Reading } from '../../../paste/reading.ts'
import { labelOf } from './fields.ts'
import styles from './provider.module.css'

interface PasteBoxProps {
  redirectUri: string
  /** Fields that the environment or the file holds: they cannot be filled here. */
  isFixed: (field: string) => boolean
  onRead: (reading: Reading) => void
}

/** Takes whatever a person has and fills the form by it. The text is not kept: there may be a secret in it. */
export function PasteBox({ redirectUri, isFixed, onRead }: PasteBoxProps) {
  const [text, setText] = useState('')
  const [reading, setReading] = useState<Reading>()
  const read = async (pasted: string) => {
    if (pasted.trim() === '') return
    const found = withoutFixed(await readPaste(pasted, redirectUri), isFixed)
    setReading(found)
    setText(found.taken.length > 0 ? '' : pasted)
    onRead(found)
  }
  return (
    <section className={styles.paste} aria-label="Paste what you have">
      <Textarea
        label="Paste what you have"
        description="An issuer, the address of a sign-in or a console page, a console's JSON, a docker run line, an env file or YAML. It is read in this browser."
        placeholder="https://…"
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          event.preventDefault()
          const pasted = event.clipboardData.getData('text')
          setText(pasted)
          void read(pasted)
        }}
      />
      {text !== '' && (
        <Button size="xs" variant="default" mt={8} onClick={() => void read(text)}>
          Read it
        </Button>
      )}
      <div role="status">{reading && <Told reading={reading} />}</div>
    </section>
  )
}

function withoutFixed(reading: Reading, isFixed: (field: string) => boolean): Reading {
  const fixed = reading.taken.filter(({ field }) => isFixed(field))
  return {
    ...reading,
    values: Object.fromEntries(Object.entries(reading.values).filter(([field]) => !isFixed(field))),
    taken: reading.taken.filter(({ field }) => !isFixed(field)),
    left: [
      ...fixed.map(({ field, from }) => ({
        what: `${labelOf(field)} (${from})`,
        why: 'the environment or the configuration file sets it, which wins',
      })),
      ...reading.left,
    ],
  }
}

function Told({ reading: { kind, taken, left, notes } }: { reading: Reading }) {
  if (kind === null)
    return <p className={styles.told}>Nothing of a provider was recognised in it. Fill the fields below by hand.</p>
  return (
    <div className={styles.told}>
      <p>
        Read as <strong>{kind}</strong>.{' '}
        {taken.length > 0 ? 'Look at what was filled in, and save it.' : 'Nothing in it fills a field.'}
      </p>
      <ul>
        {taken.map(({ field, from }) => (
          <li key={field}>
            <strong>{labelOf(field)}</strong> from {from}
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      {left.length > 0 && (
        <details>
          <summary>Left out: {left.length}</summary>
          <ul>
            {left.map(({ what, why }) => (
              <li key={what}>
                <span className="mono">{what}</span>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

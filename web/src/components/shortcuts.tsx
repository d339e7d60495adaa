import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { isTyping } from './keyboard.ts'
import styles from './shortcuts.module.css'

const keys: [string[], string][] = [
  [['/'], 'Search on this page'],
  [['↑', '↓'], 'Move through the list of runs'],
  [['Enter'], 'Open the run'],
  [['Space'], 'Show or hide the run in the charts'],
  [['Double click'], 'Reset a chart’s zoom'],
  [['Esc'], 'Leave search, close what is open'],
  [['?'], 'These shortcuts'],
]

/** The keys that work everywhere: `/` to search, `?` for this list. */
export function Shortcuts() {
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    const open = () => setOpened(true)
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') open()
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-search]')
        if (!search) return
        search.focus()
        search.select()
      } else return
      event.preventDefault()
    }
    window.addEventListener('keydown', pressed)
    window.addEventListener('signpost:shortcuts', open)
    return () => {
      window.removeEventListener('keydown', pressed)
      window.removeEventListener('signpost:shortcuts', open)
    }
  }, [])
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard shortcuts" size="sm" centered>
      <dl className={styles.keys}>
        {keys.map(([pressed, does]) => (
          <div key={does}>
            <dt>
              {pressed.map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

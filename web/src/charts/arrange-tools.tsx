import { ActionIcon } from '@mantine/core'
import { ChevronIcon, EyeOffIcon, PinIcon } from '../components/icons.tsx'
import styles from './chart-panel.module.css'
import type { Arrangement } from './looks.ts'

interface ArrangeToolsProps {
  metric: string
  arrangement: Arrangement
  onArrange: (next: Arrangement) => void
}

/** Pins a chart to the top of the page, moves it among those, or hides it. */
export function ArrangeTools({ metric, arrangement, onArrange }: ArrangeToolsProps) {
  const { pinned, hidden } = arrangement
  const place = pinned.indexOf(metric)
  const others = pinned.filter((each) => each !== metric)
  const small = { variant: 'subtle', color: 'gray', size: 'sm' } as const
  return (
    <>
      {place > 0 && (
        <ActionIcon
          {...small}
          aria-label={`Move ${metric} forward`}
          title="Move forward"
          onClick={() => onArrange({ ...arrangement, pinned: others.toSpliced(place - 1, 0, metric) })}
        >
          <span className={styles.back}>
            <ChevronIcon size={12} />
          </span>
        </ActionIcon>
      )}
      <ActionIcon
        {...small}
        aria-label={place < 0 ? `Pin ${metric}` : `Unpin ${metric}`}
        aria-pressed={place >= 0}
        title={place < 0 ? 'Pin to the top' : 'Unpin'}
        color={place < 0 ? 'gray' : 'teal'}
        onClick={() => onArrange({ ...arrangement, pinned: place < 0 ? [...pinned, metric] : others })}
      >
        <PinIcon size={13} />
      </ActionIcon>
      <ActionIcon
        {...small}
        aria-label={`Hide ${metric}`}
        title="Hide"
        onClick={() => onArrange({ ...arrangement, pinned: others, hidden: [...hidden, metric] })}
      >
        <EyeOffIcon size={13} />
      </ActionIcon>
    </>
  )
}

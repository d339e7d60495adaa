import { SegmentedControl, Slider, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { SearchBox } from '../components/search-box.tsx'
import styles from './chart-toolbar.module.css'
import type { ChartSettings, XChoice } from './looks.ts'

const choices: { value: XChoice; label: string }[] = [
  { value: 'step', label: 'Step' },
  { value: 'relative', label: 'Time' },
  { value: 'wall', label: 'Clock' },
]

interface ToolbarProps {
  settings: ChartSettings
  onChange: (settings: ChartSettings) => void
  search: string
  onSearch: (text: string) => void
  /** System metrics have no steps. */
  steps?: boolean
  children?: ReactNode
}

export function ChartToolbar({ settings, onChange, search, onSearch, steps = true, children }: ToolbarProps) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="How the charts look">
      <SearchBox className={styles.search} label="Search metrics" value={search} onChange={onSearch} />
      <SegmentedControl
        size="xs"
        aria-label="X axis"
        data={steps ? choices : choices.slice(1)}
        value={settings.x}
        onChange={(x) => onChange({ ...settings, x: x as XChoice })}
      />
      <div className={styles.smoothing}>
        <span id="smoothing-label">Smoothing</span>
        <Slider
          className={styles.slider}
          size="sm"
          min={0}
          max={0.99}
          step={0.01}
          label={null}
          thumbLabel="Smoothing"
          aria-labelledby="smoothing-label"
          value={settings.smoothing}
          onChange={(smoothing) => onChange({ ...settings, smoothing })}
        />
        <span className={`num ${styles.amount}`}>{settings.smoothing.toFixed(2)}</span>
      </div>
      <Switch
        size="xs"
        label="Min–max band"
        checked={settings.band}
        onChange={(event) => onChange({ ...settings, band: event.currentTarget.checked })}
      />
      {children}
    </div>
  )
}

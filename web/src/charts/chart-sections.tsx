import { useDeferredValue, useMemo, useState } from 'react'
import type { MetricKeys } from '../../../src/wire/app/contract.ts'
import { ChevronIcon } from '../components/icons.tsx'
import { useRemembered } from '../components/remembered.ts'
import { Empty } from '../components/states.tsx'
import { ChartPanel, type ChartScene } from './chart-panel.tsx'
import styles from './chart-sections.module.css'
import { type Section, shortName, toSections } from './sections.ts'

interface ChartSectionsProps {
  scene: ChartScene
  keys: MetricKeys
  search: string
}

const closedByDefault: Record<string, boolean> = {}

/** All metrics as charts, by section. */
export function ChartSections({ scene, keys, search }: ChartSectionsProps) {
  const wanted = useDeferredValue(search)
  const { stream, at } = scene
  const sections = useMemo(
    () =>
      toSections(
        keys.keys.filter((each) => each.kind === 'number' && !each.key.startsWith('_')),
        stream,
        wanted,
      ),
    [keys, stream, wanted],
  )
  const [closed, setClosed] = useRemembered(`sections:${stream}:${at.entity}/${at.project}`, closedByDefault)
  if (sections.length === 0) {
    return (
      <Empty title={wanted ? 'No metric has this in its name' : 'No metrics yet'}>
        {!wanted && <p>They appear here with the first numbers that the run logs.</p>}
      </Empty>
    )
  }
  return sections.map((each) => (
    <SectionOfCharts
      key={each.name}
      section={each}
      scene={scene}
      closed={closed[each.name] === true && wanted === ''}
      onToggle={() => setClosed((before) => ({ ...before, [each.name]: !before[each.name] }))}
    />
  ))
}

interface SectionProps {
  section: Section
  scene: ChartScene
  closed: boolean
  onToggle: () => void
}

/** Even an empty frame costs something, and a run may log thousands of metrics. */
const atFirst = 60

function SectionOfCharts({ section, scene, closed, onToggle }: SectionProps) {
  const [shown, setShown] = useState(atFirst)
  const rest = section.keys.length - shown
  return (
    <section className={styles.section}>
      <h2>
        <button type="button" className={styles.head} aria-expanded={!closed} onClick={onToggle}>
          <ChevronIcon size={13} />
          {section.name}
          <span className="dim num">{section.keys.length}</span>
        </button>
      </h2>
      {!closed && (
        <div className={styles.grid}>
          {section.keys.slice(0, shown).map(({ key }) => (
            <ChartPanel key={key} scene={scene} metric={key} title={shortName(key, section.name, scene.stream)} />
          ))}
        </div>
      )}
      {!closed && rest > 0 && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + 120)}>
          Show {Math.min(rest, 120)} more of {rest}
        </button>
      )}
    </section>
  )
}

import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import type { MetricKeys } from '../../../src/wire/app/contract.ts'
import { ChevronIcon } from '../components/icons.tsx'
import { useRemembered } from '../components/remembered.ts'
import { Empty } from '../components/states.tsx'
import { ArrangeTools } from './arrange-tools.tsx'
import { ChartPanel, type ChartScene } from './chart-panel.tsx'
import styles from './chart-sections.module.css'
import type { Arrangement } from './looks.ts'
import { arrangedSections, type Section, shortName } from './sections.ts'

interface ChartSectionsProps {
  scene: ChartScene
  keys: MetricKeys
  search: string
  /** Where charts may be pinned and hidden. */
  arrangement?: Arrangement
  onArrange?: (next: Arrangement) => void
}

const asTheyCome: Arrangement = { closed: {}, pinned: [], hidden: [] }

/** All metrics as charts, by section. */
export function ChartSections({ scene, keys, search, arrangement, onArrange }: ChartSectionsProps) {
  const wanted = useDeferredValue(search)
  const { stream, at } = scene
  const [own, setOwn] = useRemembered(`arranged:${stream}:${at.entity}/${at.project}`, asTheyCome)
  const arranged = arrangement ?? own
  const arrange = onArrange ?? setOwn
  const { pinned, hidden } = arranged
  const sections = useMemo(() => {
    const metrics = keys.keys.filter((each) => each.kind === 'number' && !each.key.startsWith('_'))
    return arrangedSections(metrics, { stream, search: wanted, pinned, hidden })
  }, [keys, stream, wanted, pinned, hidden])
  const isAllHidden = keys.keys.some(({ key }) => hidden.includes(key))
  if (sections.length === 0) {
    return (
      <Empty
        title={wanted ? 'No metric has this in its name' : isAllHidden ? 'Every metric is hidden' : 'No metrics yet'}
      >
        {!wanted && !isAllHidden && <p>They appear here with the first numbers that the run logs.</p>}
      </Empty>
    )
  }
  return sections.map((each) => (
    <SectionOfCharts
      key={each.name}
      section={each}
      scene={scene}
      closed={arranged.closed?.[each.name] === true && wanted === ''}
      onToggle={() =>
        arrange({ ...arranged, closed: { ...arranged.closed, [each.name]: !arranged.closed?.[each.name] } })
      }
      toolsOf={onArrange && ((metric) => <ArrangeTools metric={metric} arrangement={arranged} onArrange={onArrange} />)}
    />
  ))
}

interface SectionProps {
  section: Section
  scene: ChartScene
  closed: boolean
  onToggle: () => void
  toolsOf: ((metric: string) => ReactNode) | undefined
}

/** Even an empty frame costs something, and a run may log thousands of metrics. */
const atFirst = 60

function SectionOfCharts({ section, scene, closed, onToggle, toolsOf }: SectionProps) {
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
            <ChartPanel
              key={key}
              scene={scene}
              metric={key}
              title={shortName(key, section.name, scene.stream)}
              tools={toolsOf?.(key)}
            />
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

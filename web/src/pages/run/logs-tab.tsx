import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { LogPage, RunDetail } from '../../../../src/wire/app/contract.ts'
import { SearchBox } from '../../components/search-box.tsx'
import { Empty, Failure, Loading } from '../../components/states.tsx'
import { logPageSize, searchLog, useLogPages } from '../../queries/logs.ts'
import type { RunAddress } from '../../queries/tracking.ts'
import { plainLine } from '../../text/ansi.ts'
import styles from './logs-tab.module.css'

interface LogsTabProps {
  at: RunAddress
  run: RunDetail['run']
}

type Line = LogPage['lines'][number]

export function LogsTab({ at, run }: LogsTabProps) {
  const [search, setSearch] = useState('')
  const wanted = search.trim()
  return (
    <div className={styles.logs}>
      <div className={styles.bar}>
        <SearchBox className={styles.search} label="Search the log" value={search} onChange={setSearch} />
        <span className="dim num small">{run.logLines.toLocaleString()} lines</span>
      </div>
      {wanted !== '' ? (
        <Found at={at} text={wanted} total={run.logLines} />
      ) : run.logLines === 0 ? (
        <Empty title="No output yet">
          <p>What the script prints appears here.</p>
        </Empty>
      ) : (
        <Tail at={at} total={run.logLines} live={run.state === 'running'} />
      )}
    </div>
  )
}

const lineHeight = 20

/** The whole log; only what is in view is loaded. It stays at the end while it stands there. */
function Tail({ at, total, live }: { at: RunAddress; total: number; live: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
    initialOffset: () => total * lineHeight,
  })
  useEffect(() => {
    if (following && total > 0) rows.scrollToIndex(total - 1, { align: 'end' })
  }, [following, total, rows])
  const items = rows.getVirtualItems()
  const pages = useLogPages(at, items[0]?.index ?? Math.max(0, total - 1), items.at(-1)?.index ?? total - 1, total)
  const lineAt = (index: number) => pages.get(Math.floor(index / logPageSize))?.[index % logPageSize]
  return (
    <div className={styles.frame}>
      <section
        ref={box}
        className={styles.box}
        aria-label="Console log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < lineHeight * 2)
        }
      >
        <div style={{ height: rows.getTotalSize(), position: 'relative', minWidth: 'fit-content' }}>
          {items.map(({ index, start }) => (
            <LogLine key={index} number={index + 1} line={lineAt(index)} top={start} />
          ))}
        </div>
      </section>
      {!following && (
        <Button className={styles.follow} size="xs" onClick={() => setFollowing(true)}>
          {live ? 'Follow the end' : 'Go to the end'}
        </Button>
      )}
    </div>
  )
}

function LogLine({ number, line, top }: { number: number; line: Line | undefined; top?: number }) {
  return (
    <div
      className={styles.line}
      data-level={line?.level ?? undefined}
      style={top === undefined ? undefined : { position: 'absolute', transform: `translateY(${top}px)` }}
    >
      <span className={styles.number}>{number}</span>
      <span title={line?.at ? new Date(line.at).toLocaleString() : undefined}>{line ? plainLine(line.text) : ' '}</span>
    </div>
  )
}

function Found({ at, text, total }: { at: RunAddress; text: string; total: number }) {
  const found = useQuery({
    queryKey: ['log-search', at, text, total],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      signal.throwIfAborted()
      return searchLog(at, text, signal)
    },
    placeholderData: (before) => before,
  })
  if (found.error) return <Failure error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Loading what="the lines that match" />
  if (found.data.length === 0) return <Empty title="No line has this text" />
  return (
    <section
      className={styles.box}
      aria-label="Lines that match"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
      tabIndex={0}
    >
      <p className={`dim ${styles.count}`} role="status">
        {found.data.length.toLocaleString()} {found.data.length === 1 ? 'line' : 'lines'}
      </p>
      {found.data.map((each) => (
        <LogLine key={each.number} number={each.number + 1} line={each} />
      ))}
    </section>
  )
}

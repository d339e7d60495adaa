import { useEffect, useState } from 'react'
import type { LiveChange } from '../../../src/wire/app/contract.ts'
import { client } from './client.ts'
import { reportAnswer, reportSilence } from './connection.ts'
import { touchSeries } from './series.ts'

/** What of the cache each kind of change makes old: the part after the project in a query's key. */
const touched: Record<LiveChange['what'], string[]> = {
  lines: ['run', 'keys', 'logs', 'media'],
  state: ['run', 'runs', 'project'],
  description: ['run', 'runs', 'project'],
  files: ['files', 'run'],
}

/** Changes of one second, each thing once: a run that logs a thousand times a second asks its page to look once. */
function createGatherer(pause: number) {
  const waiting = new Map<string, LiveChange>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const changes = [...waiting.values()]
    waiting.clear()
    for (const change of changes) apply(change)
  }
  return {
    add(change: LiveChange) {
      waiting.set(`${change.entity}/${change.project}/${change.run}/${change.what}`, change)
      timer ??= setTimeout(flush, pause)
    },
    stop: () => clearTimeout(timer),
  }
}

function apply({ entity, project, run, what }: LiveChange) {
  if (what === 'lines') touchSeries({ entity, project }, run)
  void client.invalidateQueries({
    predicate: ({ queryKey: [head, ofEntity, ofProject, part, first, second] }) => {
      if (head === 'home' || head === 'projects') return what !== 'lines' && what !== 'files'
      if (head !== 'tracking' || ofEntity !== entity || ofProject !== project) return false
      if (!touched[what].includes(String(part))) return false
      if (part === 'keys') return Array.isArray(second) && second.includes(run)
      return ['run', 'files', 'logs', 'media'].includes(String(part)) ? first === run : true
    },
  })
}

/**
 * Keeps what is shown of an entity, or of one project, up to date while the page is in view. Hidden pages hold no connection
 * (a browser allows six to one server) and look again when they come back.
 */
export function useLive(entity: string | undefined, project?: string): void {
  const visible = useVisible()
  useEffect(() => {
    if (!entity || !visible) return
    return listen(`/api/live?${new URLSearchParams({ entity, ...(project && { project }) })}`)
  }, [entity, project, visible])
  useReturning(visible)
}

/** After this long a connection is tried again that the browser itself gave up, because something else than the server answered. */
const pause = 5000

/** Listens to an address until the returned function is called, whatever happens to the connection meanwhile. */
function listen(url: string): () => void {
  const gatherer = createGatherer(400)
  let source: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let opened = false
  const connect = () => {
    source = new EventSource(url)
    source.addEventListener('open', () => {
      reportAnswer()
      // What happened between two connections was told to nobody.
      if (opened) void client.invalidateQueries()
      opened = true
    })
    source.addEventListener('change', (event) => gatherer.add(JSON.parse(event.data) as LiveChange))
    source.addEventListener('error', () => {
      if (opened) reportSilence()
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, pause)
    })
  }
  connect()
  return () => {
    clearTimeout(again)
    source.close()
    gatherer.stop()
  }
}

function useReturning(visible: boolean) {
  const [wasHidden, setWasHidden] = useState(false)
  useEffect(() => {
    if (!visible) setWasHidden(true)
    else if (wasHidden) {
      setWasHidden(false)
      void client.invalidateQueries()
    }
  }, [visible, wasHidden])
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState !== 'hidden')
  useEffect(() => {
    const changed = () => setVisible(document.visibilityState !== 'hidden')
    document.addEventListener('visibilitychange', changed)
    return () => document.removeEventListener('visibilitychange', changed)
  }, [])
  return visible
}

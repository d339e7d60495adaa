import { useSyncExternalStore } from 'react'

/** Whether the server answers. Pages show a notice while it does not, and ask again when it does. */
let away = false
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const returns = new Set<() => void>()

function set(next: boolean) {
  if (away === next) return
  away = next
  for (const each of listeners) each()
  if (!away) for (const each of returns) each()
}

/** The server answered something. */
export function reportAnswer(): void {
  clearTimeout(timer)
  timer = undefined
  set(false)
}

/** A call ended without an answer: asks `/healthz` until there is one. */
export function reportSilence(): void {
  if (timer !== undefined) return
  set(true)
  let wait = 1000
  const ask = async () => {
    const answer = await fetch('/healthz').catch(() => undefined)
    if (answer?.ok) return reportAnswer()
    wait = Math.min(wait * 1.5, 10_000)
    timer = setTimeout(ask, wait)
  }
  timer = setTimeout(ask, wait)
}

/** Calls back each time that the server is there again. */
export function onReturn(callback: () => void): () => void {
  returns.add(callback)
  return () => returns.delete(callback)
}

export const useAway = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => away,
  )

import { useCallback, useState } from 'react'

/** State that this browser keeps under a name; what cannot be read or kept is the default. */
export function useRemembered<T>(name: string, fallback: T): [T, (next: T | ((before: T) => T)) => void] {
  const key = `signpost:${name}`
  const [held, setHeld] = useState<{ key: string; value: T }>(() => ({ key, value: recall(key, fallback) }))
  const value = held.key === key ? held.value : recall(key, fallback)
  const set = useCallback(
    (next: T | ((before: T) => T)) =>
      setHeld((before) => {
        const old = before.key === key ? before.value : recall(key, fallback)
        const changed = typeof next === 'function' ? (next as (before: T) => T)(old) : next
        keep(key, changed)
        return { key, value: changed }
      }),
    [key, fallback],
  )
  return [value, set]
}

function recall<T>(key: string, fallback: T): T {
  try {
    const kept = localStorage.getItem(key)
    return kept === null ? fallback : (JSON.parse(kept) as T)
  } catch {
    return fallback
  }
}

function keep(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or forbidden: the page works without.
  }
}

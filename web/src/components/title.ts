import { useEffect } from 'react'

/** Names the window or tab; parts from the narrow to the wide. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), 'Signpost'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}

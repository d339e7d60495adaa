import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether an element is in view, or near enough that it soon may be. */
export function useInView(margin = '400px'): [RefObject<HTMLDivElement | null>, boolean] {
  const element = useRef<HTMLDivElement>(null)
  const [inView, setInView] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false), {
      rootMargin: margin,
    })
    observer.observe(element.current!)
    return () => observer.disconnect()
  }, [margin])
  return [element, inView]
}

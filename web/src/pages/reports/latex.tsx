import 'katex/dist/katex.min.css'
import katex from 'katex'
import { useEffect, useRef } from 'react'

/** Set by KaTeX, which makes no links and loads nothing of what the text asks for. What it cannot read stays as it was written. */
export function Latex({ text, block }: { text: string; block: boolean }) {
  const target = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!target.current) return
    katex.render(text, target.current, {
      displayMode: block,
      throwOnError: false,
      trust: false,
      maxExpand: 500,
      maxSize: 50,
    })
  }, [text, block])
  return <span ref={target} />
}

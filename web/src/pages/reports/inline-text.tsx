import { lazy, type ReactNode, Suspense } from 'react'
import { type Inline, plainText, safeUrl } from './spec.ts'

const Latex = lazy(() => import('./latex.tsx').then(({ Latex }) => ({ default: Latex })))

/** A line of text with its marks, links and formulas. */
export function InlineText({ parts }: { parts: Inline[] | undefined }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name
  return parts?.map((part, index) => <Part key={index} part={part} />)
}

function Part({ part }: { part: Inline }): ReactNode {
  if (part.type === 'link') {
    const url = safeUrl(part.url)
    const text = <InlineText parts={part.children} />
    return url ? (
      <a href={url} rel="noreferrer">
        {text}
      </a>
    ) : (
      text
    )
  }
  if (part.type === 'latex') return <Formula text={part.content ?? ''} />
  if (part.text === undefined) return <span>{plainText(part)}</span>
  let shown: ReactNode = part.text
  if (part.inlineCode) shown = <code>{shown}</code>
  if (part.bold) shown = <strong>{shown}</strong>
  if (part.italic) shown = <em>{shown}</em>
  if (part.underline) shown = <u>{shown}</u>
  if (part.strikethrough) shown = <s>{shown}</s>
  return shown
}

/** A formula; its source stands there while what sets it is loaded. */
export const Formula = ({ text, block }: { text: string; block?: boolean }) => (
  <Suspense fallback={<code>{text}</code>}>
    <Latex text={text} block={block === true} />
  </Suspense>
)

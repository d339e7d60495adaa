import { lazy, Suspense } from 'react'
import type { Components } from 'react-markdown'
import styles from './blocks.module.css'
import { isOurs, safeUrl } from './spec.ts'

const Rendered = lazy(async () => {
  const [{ default: ReactMarkdown }, { default: gfm }] = await Promise.all([
    import('react-markdown'),
    import('remark-gfm'),
  ])
  return {
    default: ({ text }: { text: string }) => (
      <ReactMarkdown remarkPlugins={[gfm]} components={components} urlTransform={(url) => safeUrl(url) ?? ''}>
        {text}
      </ReactMarkdown>
    ),
  }
})

const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} rel="noreferrer">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ src, alt }) =>
    typeof src === 'string' && isOurs(src) ? (
      <img src={src} alt={alt ?? ''} />
    ) : (
      <a href={String(src)}>{alt || String(src)}</a>
    ),
}

/** Markdown as elements of the page: HTML in it is text, so nothing of it runs. */
export const Markdown = ({ text }: { text: string }) => (
  <div className={styles.markdown}>
    <Suspense fallback={<pre>{text}</pre>}>
      <Rendered text={text} />
    </Suspense>
  </div>
)

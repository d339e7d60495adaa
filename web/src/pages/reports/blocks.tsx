// biome-ignore-all lint/suspicious/noArrayIndexKey: what a report is made of has no other name than its place
import { createElement, type ReactNode } from 'react'
import type { ProjectAddress } from '../../queries/tracking.ts'
import styles from './blocks.module.css'
import { Formula, InlineText } from './inline-text.tsx'
import { Markdown } from './markdown.tsx'
import { PanelGridBlock } from './panel-grid.tsx'
import { anchorOf, type Block, type Inline, isOurs, plainText, safeUrl } from './spec.ts'

interface BlocksProps {
  blocks: Block[]
  at: ProjectAddress
}

/** A report's blocks, one below the other. */
export const Blocks = ({ blocks, at }: BlocksProps) =>
  blocks.map((block, index) => <OneBlock key={index} block={block} index={index} blocks={blocks} at={at} />)

interface OneBlockProps extends BlocksProps {
  block: Block
  index: number
}

export function OneBlock({ block, index, blocks, at }: OneBlockProps): ReactNode {
  const text = <InlineText parts={block.children} />
  switch (block.type) {
    case 'paragraph':
      return plainText(block) === '' ? null : <p className={styles.paragraph}>{text}</p>
    case 'heading':
      return <Heading {...{ block, index, at }} />
    case 'code-block':
      return <Code block={block} />
    case 'markdown-block':
      return <Markdown text={String(block['content'] ?? '')} />
    case 'latex':
      return (
        <div className={styles.formula}>
          <Formula text={String(block['content'] ?? '')} block />
        </div>
      )
    case 'image':
      return <Picture block={block} />
    case 'list':
      return <List block={block} />
    case 'callout-block':
      return <aside className={styles.callout}>{lines(block)}</aside>
    case 'block-quote':
      return <blockquote className={styles.quote}>{text}</blockquote>
    case 'horizontal-rule':
      return <hr className={styles.rule} />
    case 'table-of-contents':
      return <Contents blocks={blocks} />
    case 'gallery':
      return <Gallery block={block} />
    case 'panel-grid':
      return <PanelGridBlock grid={(block['metadata'] ?? {}) as never} at={at} />
    default:
      return <NotShown block={block} />
  }
}

const lines = (block: Block) =>
  block.children?.map((line, index) => (
    <p key={index}>{line.children ? <InlineText parts={line.children} /> : line.text}</p>
  ))

function Heading({ block, index, at }: { block: Block; index: number; at: ProjectAddress }) {
  const level = Math.min(Math.max(Number(block['level'] ?? 1), 1), 3)
  const hidden = block['collapsedChildren'] as Block[] | undefined
  const heading = createElement(
    `h${level + 1}`,
    { id: anchorOf(plainText(block), index), className: styles[`h${level}`] },
    <InlineText parts={block.children} />,
  )
  if (!hidden || hidden.length === 0) return heading
  return (
    <details className={styles.folded}>
      <summary>{heading}</summary>
      <Blocks blocks={hidden} at={at} />
    </details>
  )
}

function Code({ block }: { block: Block }) {
  const text = (block.children ?? []).map(plainText).join('\n')
  return (
    <pre className={styles.code} data-language={String(block['language'] ?? '')}>
      <code>{text}</code>
    </pre>
  )
}

function Picture({ block }: { block: Block }) {
  const caption = plainText(block)
  const url = safeUrl(block['url']) ?? (String(block['url']).startsWith('data:image/') ? String(block['url']) : null)
  if (!url) return <NotShown block={block} />
  if (!isOurs(url)) return <Elsewhere what="A picture" url={url} text={caption} />
  return (
    <figure className={styles.figure}>
      <img src={url} alt={caption} loading="lazy" />
      {caption && <figcaption className="dim small">{caption}</figcaption>}
    </figure>
  )
}

function List({ block }: { block: Block | Inline }) {
  const items = block.children ?? []
  const ordered = block['ordered'] === true
  const checks = items.some((each) => typeof each['checked'] === 'boolean')
  return createElement(
    ordered ? 'ol' : 'ul',
    { className: checks ? styles.checks : styles.list },
    items.map((item, index) => (
      <li key={index}>
        {typeof item['checked'] === 'boolean' && (
          <input type="checkbox" checked={item['checked']} readOnly disabled aria-label={plainText(item)} />
        )}
        {(item.children ?? []).map((part, at) =>
          part.type === 'list' ? (
            <List key={at} block={part} />
          ) : (
            <span key={at}>
              <InlineText parts={part.children ?? [part]} />
            </span>
          ),
        )}
      </li>
    )),
  )
}

function Contents({ blocks }: { blocks: Block[] }) {
  const headings = blocks.map((block, index) => ({ block, index })).filter(({ block }) => block.type === 'heading')
  if (headings.length === 0) return null
  return (
    <nav className={styles.contents} aria-label="Contents">
      {headings.map(({ block, index }) => (
        <a key={index} href={`#${anchorOf(plainText(block), index)}`} data-level={String(block['level'] ?? 1)}>
          {plainText(block)}
        </a>
      ))}
    </nav>
  )
}

function Gallery({ block }: { block: Block }) {
  const links = (Array.isArray(block['links']) ? block['links'] : []) as Record<string, unknown>[]
  return links.map((link, index) => {
    const url = safeUrl(link['url']) ?? '#'
    return <Elsewhere key={index} what="A link" url={url} text={String(link['title'] ?? link['description'] ?? '')} />
  })
}

const Elsewhere = ({ what, url, text }: { what: string; url: string; text: string }) => (
  <p className={styles.elsewhere}>
    {what} of another site:{' '}
    <a href={url} rel="noreferrer">
      {text || url}
    </a>
  </p>
)

const namesOfBlocks: Record<string, string> = {
  video: 'A video',
  twitter: 'A post of X (Twitter)',
  soundcloud: 'A sound of SoundCloud',
  spotify: 'A track of Spotify',
  'weave-panel': 'A Weave panel',
}

/** What a report has and this page cannot show: named in its place, with where it leads. */
function NotShown({ block }: { block: Block }) {
  const url = safeUrl(block['url'])
  const name = namesOfBlocks[block.type] ?? `A block of the kind “${block.type}”`
  if (url && block['url']) return <Elsewhere what={name} url={url} text="" />
  return (
    <p className={styles.elsewhere}>{name} stands here, which this page does not show. It is kept in the report.</p>
  )
}

import { Slider } from '@mantine/core'
import { useState } from 'react'
import type { MediaAnswer, MetricKeys } from '../../../../src/wire/app/contract.ts'
import { useInView } from '../../charts/in-view.ts'
import { Await } from '../../components/states.tsx'
import { type RunAddress, useMedia } from '../../queries/tracking.ts'
import { Histogram, readHistogram } from './histogram.tsx'
import styles from './media-section.module.css'

/** Images, sounds, tables, histograms and texts that the run logged, each with a slider over its steps. */
export function MediaSection({ at, keys, search }: { at: RunAddress; keys: MetricKeys; search: string }) {
  const wanted = search.trim().toLowerCase()
  const found = keys.keys.filter(
    (each) => ['media', 'histogram', 'text'].includes(each.kind) && each.key.toLowerCase().includes(wanted),
  )
  if (found.length === 0) return null
  return (
    <section aria-labelledby="media">
      <h2 id="media" className={styles.head}>
        Media
      </h2>
      <div className={styles.grid}>
        {found.map(({ key }) => (
          <MediaPanel key={key} at={at} name={key} />
        ))}
      </div>
    </section>
  )
}

function MediaPanel({ at, name }: { at: RunAddress; name: string }) {
  const [element, inView] = useInView()
  const media = useMedia(at, name, inView)
  return (
    <div ref={element} className={styles.panel}>
      <h3 className="clip" title={name}>
        {name}
      </h3>
      {inView && (
        <Await query={media} what={name} lines={3}>
          {({ items }) =>
            items.length === 0 ? <p className="dim">Nothing yet.</p> : <Steps name={name} items={items} />
          }
        </Await>
      )}
    </div>
  )
}

function Steps({ name, items }: { name: string; items: MediaAnswer['items'] }) {
  const ordered = [...items].sort((a, b) => a.step - b.step)
  /** null follows the newest. */
  const [chosen, setChosen] = useState<number | null>(null)
  const index = Math.min(chosen ?? ordered.length - 1, ordered.length - 1)
  const item = ordered[index]!
  return (
    <>
      <Value name={name} item={item} />
      {ordered.length > 1 && (
        <Slider
          size="sm"
          min={0}
          max={ordered.length - 1}
          value={index}
          label={() => `Step ${item.step}`}
          thumbLabel={`Step of ${name}`}
          onChange={(next) => setChosen(next === ordered.length - 1 ? null : next)}
        />
      )}
      <p className="dim small num">Step {item.step}</p>
    </>
  )
}

interface MediaValue {
  _type?: string
  captions?: string[] | false
  caption?: string
}

function Value({ name, item }: { name: string; item: MediaAnswer['items'][number] }) {
  const value = (item.value ?? {}) as MediaValue
  const histogram = readHistogram(item.value)
  if (histogram) return <Histogram {...histogram} title={name} />
  const type = value._type ?? ''
  if (type.startsWith('image')) {
    const captions = Array.isArray(value.captions) ? value.captions : [value.caption]
    return (
      <div className={styles.images}>
        {item.urls.map((url, index) => (
          <figure key={url}>
            <img src={url} alt={captions[index] ?? `${name}, step ${item.step}`} loading="lazy" />
            {captions[index] && <figcaption className="dim small">{captions[index]}</figcaption>}
          </figure>
        ))}
      </div>
    )
  }
  if (type.startsWith('audio')) {
    // biome-ignore lint/a11y/useMediaCaption: what a run logged has no captions
    return item.urls.map((url) => <audio key={url} src={url} controls className={styles.audio} />)
  }
  if (type.startsWith('video')) {
    // biome-ignore lint/a11y/useMediaCaption: what a run logged has no captions
    return item.urls.map((url) => <video key={url} src={url} controls className={styles.video} />)
  }
  if (typeof item.value === 'string') return <p className={styles.text}>{item.value}</p>
  return (
    <p>
      {item.urls.length === 0 && <code className="small">{JSON.stringify(item.value).slice(0, 400)}</code>}
      {item.urls.map((url, index) => (
        <a key={url} href={url} download>
          Download {type || 'file'} {item.urls.length > 1 ? index + 1 : ''}
        </a>
      ))}
    </p>
  )
}

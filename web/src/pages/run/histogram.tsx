import { readable } from '../../text/numbers.ts'

interface Bars {
  counts: number[]
  edges: number[]
}

/** A histogram as the client logs it: `{_type: "histogram", values, bins}` or with `packedBins {min, size, count}`. */
export function readHistogram(value: unknown): Bars | null {
  if (typeof value !== 'object' || value === null) return null
  const { _type, values, bins, packedBins } = value as {
    _type?: string
    values?: number[]
    bins?: number[]
    packedBins?: { min: number; size: number; count: number }
  }
  if (_type !== 'histogram' || !Array.isArray(values)) return null
  if (Array.isArray(bins)) return { counts: values, edges: bins }
  if (!packedBins) return null
  return {
    counts: values,
    edges: Array.from({ length: packedBins.count + 1 }, (_, at) => packedBins.min + at * packedBins.size),
  }
}

export function Histogram({ counts, edges, title }: Bars & { title: string }) {
  const most = Math.max(1, ...counts)
  const width = 100 / Math.max(1, counts.length)
  return (
    <div>
      <svg
        viewBox="0 0 100 44"
        preserveAspectRatio="none"
        width="100%"
        height="120"
        role="img"
        aria-label={`Histogram of ${title}`}
      >
        {counts.map((count, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={at}
            x={at * width}
            y={44 - (count / most) * 44}
            width={Math.max(0.2, width * 0.92)}
            height={(count / most) * 44}
            fill="var(--accent)"
          >
            <title>{`${readable(edges[at] ?? 0)} to ${readable(edges[at + 1] ?? 0)}: ${count}`}</title>
          </rect>
        ))}
      </svg>
      <div className="row spread dim num" style={{ fontSize: 12 }}>
        <span>{readable(edges[0] ?? 0)}</span>
        <span>{readable(edges.at(-1) ?? 0)}</span>
      </div>
    </div>
  )
}

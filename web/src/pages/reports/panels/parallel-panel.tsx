import { useMemo } from 'react'
import { readable } from '../../../text/numbers.ts'
import { nameOfValue, numberOf } from '../values.ts'
import { Nothing, type PanelProps } from './panel.tsx'

const size = { width: 420, height: 260, top: 26, bottom: 16, side: 56 }

interface Column {
  accessor?: string
  displayName?: string
}

/** A line for each run through its numbers, each on an axis of its own. */
export function ParallelPanel({ config, runs, height }: PanelProps) {
  const columns = (Array.isArray(config['columns']) ? config['columns'] : []) as Column[]
  const key = JSON.stringify(columns)
  const axes = useMemo(
    () =>
      (JSON.parse(key) as Column[]).map(({ accessor = '', displayName }) => {
        const values = runs.map(({ run }) => numberOf(run, accessor))
        const numbers = values.filter((each) => each !== null)
        return {
          name: displayName || nameOfValue(accessor),
          values,
          low: Math.min(...numbers),
          high: Math.max(...numbers),
        }
      }),
    [key, runs],
  )
  const whole = runs.map((_, index) => index).filter((index) => axes.every(({ values }) => values[index] !== null))
  if (axes.length === 0 || whole.length === 0) return <Nothing>No run has a number on each of these axes.</Nothing>
  const xOf = (index: number) =>
    axes.length === 1 ? size.width / 2 : size.side + (index * (size.width - 2 * size.side)) / (axes.length - 1)
  const yOf = ({ low, high }: (typeof axes)[number], value: number) =>
    high === low
      ? (size.top + size.height - size.bottom) / 2
      : size.height - size.bottom - ((value - low) / (high - low)) * (size.height - size.top - size.bottom)
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      width="100%"
      height={height}
      role="img"
      aria-label="Parallel coordinates"
    >
      {whole.map((index) => (
        <polyline
          key={runs[index]!.id}
          points={axes.map((axis, at) => `${xOf(at)},${yOf(axis, axis.values[index]!)}`).join(' ')}
          fill="none"
          stroke={runs[index]!.ink.color}
          strokeWidth="1.6"
          opacity="0.85"
        >
          <title>{runs[index]!.run.displayName}</title>
        </polyline>
      ))}
      {axes.map(({ name, low, high }, at) => (
        <g key={name} fontSize="11" fill="var(--dim)" textAnchor="middle">
          <line x1={xOf(at)} x2={xOf(at)} y1={size.top} y2={size.height - size.bottom} stroke="var(--line-strong)" />
          <text x={xOf(at)} y="10" fontWeight="600" fill="var(--text)">
            {name}
          </text>
          <text x={xOf(at)} y={size.top - 4}>
            {readable(high)}
          </text>
          <text x={xOf(at)} y={size.height - 3}>
            {readable(low)}
          </text>
        </g>
      ))}
    </svg>
  )
}

import { useMemo } from 'react'
import { cellText, flatten } from '../../../text/flatten.ts'
import { Nothing, type PanelProps } from './panel.tsx'

const runsAtMost = 6
const rowsAtMost = 200

/** Config and summary of runs side by side. */
export function ComparerPanel({ config, runs }: PanelProps) {
  const shown = runs.slice(0, runsAtMost)
  const onlyDifferent = Boolean(config['diffOnly'])
  const rows = useMemo(() => {
    const values = shown.map(({ run }) => new Map(flatten({ config: run.config, summary: run.summary })))
    const names = [...new Set(values.flatMap((each) => [...each.keys()]))].sort()
    const all = names.map((name) => ({
      name,
      cells: values.map((each) => (each.has(name) ? cellText(each.get(name)) : '')),
    }))
    return all.filter(({ cells }) => !onlyDifferent || new Set(cells).size > 1).slice(0, rowsAtMost)
  }, [shown, onlyDifferent])
  if (shown.length === 0) return <Nothing>No run is shown.</Nothing>
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{onlyDifferent ? 'What differs' : 'Name'}</th>
            {shown.map(({ id, run }) => (
              <th key={id} scope="col">
                {run.displayName}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={shown[index]!.id} className="mono">
                  {cell.slice(0, 200)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

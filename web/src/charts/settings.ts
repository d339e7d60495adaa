import { useRemembered } from '../components/remembered.ts'
import type { Stream } from '../queries/tracking.ts'
import type { XKind } from './axis.ts'
import type { ChartSettings, XChoice } from './looks.ts'

const ofHistory: ChartSettings = { x: 'step', smoothing: 0, band: true }
const ofSystem: ChartSettings = { x: 'relative', smoothing: 0, band: true }

export const useChartSettings = (entity: string, project: string, stream: Stream) =>
  useRemembered(`charts:${stream}:${entity}/${project}`, stream === 'history' ? ofHistory : ofSystem)

/** The metric that stands on the x axis of a chart, its kind and its name for the reader. */
export function xAxisOf(
  choice: XChoice,
  key: string,
  declared: Record<string, string>,
): { x: string; kind: XKind; name: string } {
  if (choice === 'relative') return { x: '_runtime', kind: 'relative', name: 'Time' }
  if (choice === 'wall') return { x: '_timestamp', kind: 'wall', name: 'Time' }
  const own = declared[key]
  return own ? { x: own, kind: 'number', name: own } : { x: '_step', kind: 'number', name: 'Step' }
}

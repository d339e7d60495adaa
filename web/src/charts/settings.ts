import { useRemembered } from '../components/remembered.ts'
import type { Stream } from '../queries/tracking.ts'
import type { XKind } from './axis.ts'

export type XChoice = 'step' | 'relative' | 'wall'

/** How the charts of a project look: kept by the browser, the same on the project's page and its runs'. */
export interface ChartSettings {
  x: XChoice
  smoothing: number
  band: boolean
}

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

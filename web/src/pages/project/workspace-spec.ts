import type { Arrangement, ChartSettings, XChoice } from '../../charts/looks.ts'
import type { Panel, RunSet } from '../reports/spec.ts'

/** A section of a workspace, as `wandb-workspaces` writes it. */
export interface PanelSection {
  name: string
  isOpen?: boolean
  panels?: Panel[]
}

interface WorkspaceSettings {
  xAxis?: string
  xAxisActive?: boolean
  smoothingType?: string
  smoothingWeight?: number
  maxRuns?: number
}

interface WorkspaceSpec {
  section?: {
    panelBankConfig?: { sections?: PanelSection[] }
    settings?: WorkspaceSettings
    runSets?: RunSet[]
  }
  /** What only our page reads. */
  signpost?: unknown
}

interface Own {
  settings: ChartSettings
  arrangement: Arrangement
}

const axes: Record<XChoice, string> = { step: '_step', relative: '_runtime', wall: '_timestamp' }

/** A workspace that `wandb-workspaces` can load, with these sections of metrics; `own` is how our page looked. */
export function workspaceSpec(sections: { name: string; metrics: string[] }[], own: Own): string {
  const { settings } = own
  const xAxis = axes[settings.x]
  const flowConfig = {
    ...{ snapToColumns: true, columnsPerPage: 3, rowsPerPage: 2 },
    ...{ gutterWidth: 16, boxWidth: 460, boxHeight: 300 },
  }
  const local = { smoothingWeight: 0, smoothingType: 'exponential', xAxis: '_step', ignoreOutliers: false }
  const shared = { type: 'flow', flowConfig, sorted: 0, localPanelSettings: local }
  const panel = (metric: string, index: number): Panel => ({
    __id__: `${index}-${Math.random().toString(36).slice(2, 10)}`,
    layout: { x: (index % 3) * 8, y: Math.floor(index / 3) * 6, w: 8, h: 6 },
    viewType: 'Run History Line Plot',
    // A whole number is all that the library takes for the workspace, so each panel says it.
    config: { metrics: [metric], xAxis, ...(settings.smoothing > 0 && { smoothingWeight: settings.smoothing }) },
  })
  return JSON.stringify({
    section: {
      panelBankConfig: {
        state: 1,
        settings: { autoOrganizePrefix: 2, showEmptySections: false, sortAlphabetically: false },
        sections: sections.map(({ name, metrics }) => ({ ...shared, name, isOpen: true, panels: metrics.map(panel) })),
      },
      panelBankSectionConfig: {
        ...shared,
        name: 'Report Panels',
        isOpen: false,
        panels: [],
        type: 'grid',
        pinned: false,
      },
      customRunColors: {},
      name: '',
      runSets: [
        {
          ...{ id: '', enabled: true, name: 'Run set', search: { query: '' }, grouping: [] },
          runFeed: {
            ...{ version: 2, columnVisible: {}, columnPinned: {}, columnWidths: {}, columnOrder: [] },
            ...{ pageSize: 10, onlyShowSelected: false },
          },
          filters: { filterFormat: 'filterV2', filters: [] },
          sort: { keys: [{ key: { section: 'run', name: 'createdAt' }, ascending: false }] },
          selections: { root: 1, bounds: [], tree: [] },
          expandedRowAddresses: [],
        },
      ],
      settings: { ...local, xAxis, xAxisActive: xAxis !== '_step', useRunsTableGroupingInPanels: true },
      openRunSet: 0,
      openViz: true,
    },
    vizExpanded: false,
    libraryExpanded: true,
    signpost: own,
  })
}

/** How our page looked, where the workspace was kept by it; null for any other. */
export function readOwn(text: string): Own | null {
  const own = (JSON.parse(text) as WorkspaceSpec).signpost as Partial<Own> | undefined
  const { settings, arrangement } = own ?? {}
  const isOurs = settings && axes[settings.x] && typeof settings.smoothing === 'number' && arrangement
  if (!isOurs) return null
  const { closed, pinned, hidden } = arrangement
  const isWhole = typeof closed === 'object' && Array.isArray(pinned) && Array.isArray(hidden)
  return isWhole ? { settings, arrangement } : null
}

/** The sections of a saved view with its panels, and the runs that it chooses. */
export function readWorkspace(text: string): { sections: PanelSection[]; runSets: RunSet[] } {
  const { section = {} } = JSON.parse(text) as WorkspaceSpec
  const settings = section.settings ?? {}
  const sections = (section.panelBankConfig?.sections ?? []).filter(({ panels }) => (panels?.length ?? 0) > 0)
  return {
    sections: sections.map((each) => ({ ...each, panels: each.panels!.map((panel) => withDefaults(panel, settings)) })),
    runSets: section.runSets ?? [],
  }
}

/** A line plot takes from its workspace what it does not say itself; `_step` is what the library writes where nothing was said. */
function withDefaults(panel: Panel, settings: WorkspaceSettings): Panel {
  const config = panel.config ?? {}
  const axis = config['xAxis'] ?? '_step'
  const isSmooth = settings.smoothingType !== 'none' && (settings.smoothingWeight ?? 0) > 0
  return {
    ...panel,
    config: {
      ...(isSmooth && { smoothingWeight: settings.smoothingWeight }),
      ...(settings.maxRuns && { limit: settings.maxRuns }),
      ...config,
      xAxis: axis === '_step' && settings.xAxisActive ? settings.xAxis : axis,
    },
  }
}

/** The name of a view in the address: `?nw=ID` is the view `nw-ID-v`. */
export const viewName = (id: string): string => `nw-${id}-v`
export const idOfView = (name: string): string => name.replace(/^nw-(.*)-v$/, '$1')
/** Whether it is somebody's own workspace and no view that was saved by a name. */
export const isPersonal = (name: string): boolean => /^nw-.*-w$/.test(name)

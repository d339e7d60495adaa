export type XChoice = 'step' | 'relative' | 'wall'

/** How the charts of a project look: kept by the browser, the same on the project's page and its runs'. */
export interface ChartSettings {
  x: XChoice
  smoothing: number
  band: boolean
}

/** How somebody has arranged the charts of a page. */
export interface Arrangement {
  closed: Record<string, boolean>
  /** Metrics whose charts come first, in this order. */
  pinned: string[]
  hidden: string[]
}

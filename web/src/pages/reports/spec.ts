import type { ViewSummary } from '../../../../src/wire/app/contract.ts'

/** A report's blocks and panels, as `wandb-workspaces` writes them. What is not read here stays in the report as it is. */
export interface Block {
  type: string
  children?: Inline[]
  [name: string]: unknown
}

/** A piece of text with its marks, or something within a line. */
export interface Inline {
  type?: string
  text?: string
  bold?: boolean
  italic?: boolean
  underline?: boolean
  strikethrough?: boolean
  inlineCode?: boolean
  url?: string
  content?: string
  children?: Inline[]
  [name: string]: unknown
}

export interface Panel {
  __id__?: string
  viewType: string
  layout?: { x: number; y: number; w: number; h: number }
  config?: Record<string, unknown>
}

export interface RunSet {
  id?: string
  name?: string
  enabled?: boolean
  project?: { name?: string; entityName?: string }
  search?: { query?: string }
  filters?: unknown
  grouping?: { section?: string; name?: string }[]
  sort?: { keys?: { key: { section: string; name: string }; ascending?: boolean }[] }
  selections?: { root?: number; tree?: unknown[] }
}

export interface PanelGrid {
  runSets?: RunSet[]
  hideRunSets?: boolean
  panelBankSectionConfig?: { panels?: Panel[] }
}

export interface ReportSpec {
  version?: number
  width?: string
  blocks?: Block[]
  [name: string]: unknown
}

export function readSpec(text: string): ReportSpec {
  const spec = JSON.parse(text) as ReportSpec
  return {
    ...spec,
    blocks: Array.isArray(spec.blocks) ? spec.blocks.filter((each) => typeof each?.type === 'string') : [],
  }
}

/** The text of a block or of a part of it, without marks. */
export const plainText = ({ text, content, children }: Inline): string =>
  text ?? (children && children.length > 0 && !content ? children.map(plainText).join('') : (content ?? ''))

/** `What-we-found--Vmlldzox`, the end of a report's address; the id in it leads there, whatever stands before. */
export const slugOf = ({ title, wireId }: Pick<ViewSummary, 'title' | 'wireId'>): string =>
  `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'Report'}--${wireId}`

export const idInSlug = (slug: string): string => slug.slice(slug.lastIndexOf('--') + 2)

const here = () => (globalThis as { location?: { origin: string } }).location?.origin ?? 'http://localhost'

/** An address that a link may lead to; null for one that would run something. */
export function safeUrl(url: unknown): string | null {
  if (typeof url !== 'string') return null
  try {
    const { protocol } = new URL(url, here())
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? url : null
  } catch {
    return null
  }
}

/** Whether a picture may be shown: pages load nothing from other sites, which would then know who reads. */
export function isOurs(url: string): boolean {
  try {
    return url.startsWith('data:image/') || new URL(url, here()).origin === here()
  } catch {
    return false
  }
}

export const anchorOf = (text: string, index: number): string =>
  `${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}-${index}`

import { keepPreviousData, useQueries } from '@tanstack/react-query'
import type { LogPage } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import type { RunAddress } from './tracking.ts'

export const logPageSize = 500

const logUrl = ({ entity, project, run }: RunAddress, from: number, limit: number) =>
  `${path('api', 'runs', entity, project, run, 'logs')}?${new URLSearchParams({ from: String(from), limit: String(limit) })}`

const pageQuery = (at: RunAddress, page: number, total: number) => ({
  // The last page is asked again as it grows; those before it stay as they are until the run rewrites them.
  queryKey: ['tracking', at.entity, at.project, 'logs', at.run, page, Math.min(total, (page + 1) * logPageSize)],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<LogPage>('GET', logUrl(at, page * logPageSize, logPageSize), undefined, signal),
  placeholderData: keepPreviousData,
  staleTime: 60_000,
})

/** The pages of the console log that cover these lines. */
export function useLogPages(at: RunAddress, first: number, last: number, total: number): Map<number, LogPage['lines']> {
  const pages: number[] = []
  for (let page = Math.floor(first / logPageSize); page * logPageSize <= last; page++) pages.push(page)
  const answers = useQueries({ queries: pages.map((page) => pageQuery(at, page, total)) })
  return new Map(pages.map((page, index) => [page, answers[index]?.data?.lines ?? []]))
}

/** Lines that hold the text, whatever its case, read page by page; at most `most` of them. */
export async function searchLog(at: RunAddress, text: string, signal: AbortSignal, most = 2000) {
  const found: LogPage['lines'] = []
  const wanted = text.toLowerCase()
  const limit = 5000
  for (let from = 0, total = Number.POSITIVE_INFINITY; from < total && found.length < most; from += limit) {
    const page = await api<LogPage>('GET', logUrl(at, from, limit), undefined, signal)
    total = page.total
    found.push(...page.lines.filter((line) => line.text.toLowerCase().includes(wanted)))
    if (page.lines.length === 0) break
  }
  return found.slice(0, most)
}

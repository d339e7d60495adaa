import { AppError } from '../../base/errors.ts'
import type { ViewFields } from './types.ts'

/** In bytes. The largest reports that people write have some hundred kilobytes. */
const largestSpec = 4 * 1024 * 1024
const longestTitle = 512
const longestDescription = 20_000

/** Throws AppError where a view with these fields could not be shown again. */
export function checkFields(fields: ViewFields): void {
  const { displayName, description, spec, type } = fields
  if (typeof type === 'string' && !/^[a-z][a-z/_-]{0,63}$/.test(type))
    throw invalid(
      'view-type-invalid',
      `"${type.slice(0, 64)}" is no type of view: give runs, runs/draft or project-view.`,
    )
  if (typeof displayName === 'string' && [...displayName].length > longestTitle)
    throw invalid('view-title-too-long', `The title of a report or workspace may have ${longestTitle} characters.`)
  if (typeof description === 'string' && [...description].length > longestDescription)
    throw invalid('view-description-too-long', `The description may have ${longestDescription} characters.`)
  if (typeof spec === 'string') checkSpec(spec, 'view')
}

/** Throws AppError where the text is no JSON object, or larger than is kept. */
export function checkSpec(spec: string, what: 'view' | 'chart'): void {
  const bytes = Buffer.byteLength(spec)
  if (bytes > largestSpec) {
    const size = `${(bytes / 1024 / 1024).toFixed(1)} MiB`
    throw new AppError(
      'too-large',
      `${what}-spec-too-large`,
      `This ${what === 'view' ? 'report or workspace' : 'chart'} has ${size}; ${largestSpec / 1024 / 1024} MiB are kept. Log data with a run and show it from there.`,
    )
  }
  if (!isJsonObject(spec)) throw invalid(`${what}-spec-malformed`, '"spec" must be a JSON object.')
}

/** Throws AppError `view-name-invalid`. */
export function checkViewName(name: string): string {
  if (/^[\w.~-]{1,128}$/.test(name)) return name
  throw invalid('view-name-invalid', `"${name.slice(0, 128)}" cannot name a view: use 1 to 128 of A-Z a-z 0-9 _ . ~ -`)
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const invalid = (code: string, message: string) => new AppError('invalid', code, message)

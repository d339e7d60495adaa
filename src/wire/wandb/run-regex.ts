import { AppError } from '../../base/errors.ts'

const longest = 1000

/**
 * A test by a regular expression in the syntax of RE2, found anywhere in a text. It takes time in proportion to the text whatever the
 * expression is: JavaScript's own would let anybody who may list runs stop the server. Throws AppError `filter-malformed`.
 */
export async function regexTest(pattern: unknown, options: unknown): Promise<(text: string) => boolean> {
  const { RE2JS, RE2JSException } = await import('re2js')
  const malformed = (why: string) =>
    new AppError('invalid', 'filter-malformed', `The "$regex" of a filter cannot be read: ${why}`)
  if (typeof pattern !== 'string' || pattern.length > longest)
    throw malformed(`it must be a text of at most ${longest} characters.`)
  const letters = options === undefined ? '' : String(options)
  if (!/^[ims]*$/.test(letters)) throw malformed(`of "$options", i, m and s are known, not "${letters.slice(0, 20)}".`)
  const flags = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as Record<string, number>
  try {
    const compiled = RE2JS.compile(
      pattern,
      [...letters].reduce((sum, letter) => sum | flags[letter]!, 0),
    )
    return (text) => compiled.test(text)
  } catch (error) {
    if (error instanceof RE2JSException) throw malformed(`${error.message}.`)
    throw error
  }
}

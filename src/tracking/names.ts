import { AppError } from '../base/errors.ts'

const forbidden = /[/\\#?%:\p{Cc}]/u

/**
 * A project's or run's name as it may stand in a URL. The wandb client refuses the same characters before it asks.
 * Throws AppError `name-invalid`.
 */
export function checkName(what: 'project' | 'run' | 'chart', name: string): string {
  // MySQL takes names that differ by a space at the end for one.
  const padded = name.trim() !== name
  if (name === '' || padded || name === '.' || name === '..' || [...name].length > 128 || forbidden.test(name)) {
    throw new AppError(
      'invalid',
      'name-invalid',
      `"${name.slice(0, 128)}" cannot name a ${what}: use 1 to 128 characters, none of / \\ # ? % : among them, no space at either end.`,
    )
  }
  return name
}

/**
 * The one spelling of a file's name: `./x` is `x`. Throws AppError `file-name-invalid` for a name that is empty, too long, absolute,
 * or leads out of the run's own folder, on any system where it may be downloaded.
 */
export function normalFileName(name: string): string {
  const parts = name.split('/').filter((part, index) => part !== '.' && (part !== '' || index === 0))
  const normal = parts.join('/')
  const tricks = /^[/\\]|^[A-Za-z]:|\p{Cc}/u.test(normal) || normal.split(/[/\\]/).includes('..')
  if (normal === '' || tricks || [...normal].length > 700) {
    throw new AppError(
      'invalid',
      'file-name-invalid',
      `"${name.slice(0, 200)}" cannot name a file of a run: give a relative path of at most 700 characters without "..".`,
    )
  }
  return normal
}

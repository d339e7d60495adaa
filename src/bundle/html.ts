/** Text that is markup already. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char]!)

/** A template whose values are escaped, unless they are markup already; lists are put one after the other. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  const shown = (value: unknown): string => {
    if (value instanceof Html) return value.markup
    if (Array.isArray(value)) return value.map(shown).join('')
    return value === null || value === undefined || value === false ? '' : escaped(String(value))
  }
  return new Html(parts.reduce((text, part, i) => text + shown(values[i - 1]) + part))
}

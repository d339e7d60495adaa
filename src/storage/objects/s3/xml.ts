const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|amp|quot|apos));/gi, (_, hex, decimal, name) => {
    return name ? entities[name.toLowerCase()]! : String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
  })

/**
 * The text of each element of this name. S3's answers are flat lists of a few names without attributes or comments: no more than that is
 * understood.
 */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, 'g'))].map(([, inside]) => inside!)

/** The text of the first element of this name, unescaped; null for none. */
export const textOf = (xml: string, name: string): string | null => {
  const [first] = elements(xml, name)
  return first === undefined ? null : unescaped(first.trim())
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

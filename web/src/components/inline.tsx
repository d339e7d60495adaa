/** A text with `code`, **bold** and *emphasis*, as our docs have them. Nothing else is markup. */
export function Inline({ text }: { text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/)
  return parts.map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
    if (/^`.+`$/.test(part)) return <code key={index}>{part.slice(1, -1)}</code>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={index}>{part.slice(2, -2)}</strong>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
    if (/^\*.+\*$/.test(part)) return <em key={index}>{part.slice(1, -1)}</em>
    return part
  })
}

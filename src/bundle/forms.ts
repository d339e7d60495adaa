/** How a secret may be written where it does not stand as it is: encoded for an address, in JSON, HTML, base64 or hexadecimal. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const url = encodeURIComponent(secret.toWellFormed())
  const strict = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const text = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const html = text.replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const forms = [
    secret,
    url,
    strict,
    strict.replaceAll('%20', '+'),
    new URLSearchParams([['', secret]]).toString().slice(1),
    strict.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    text,
    text.replaceAll('"', '&quot;'),
    html,
    html.replaceAll("'", '&#39;'),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((before) => base64Within(bytes, before)),
  ]
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

/**
 * The base64 characters that this text alone decides, where so many bytes (modulo three) stand before it: `id:secret` of a Basic header
 * holds the secret in one of three ways.
 */
function base64Within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes])
  const first = Math.ceil((before * 8) / 6)
  const last = Math.floor((whole.length * 8) / 6)
  const own = whole.toString('base64').slice(first, last)
  return own.length < 8 ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')]
}

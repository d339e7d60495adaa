/** Percent-encoding undone (RFC 3986, 2.1); a `%` that begins none, as in a password that nobody encoded, stays as it is. */
export const percentDecoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })

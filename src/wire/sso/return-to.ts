/** A path of ours to come back to after a sign-in, or `/`: never another site, whatever was asked for. */
export function safeReturnTo(asked: unknown, publicUrl: string): string {
  if (typeof asked !== 'string' || asked.length > 2000) return '/'
  // Only printable ASCII without `\`: browsers read `\` as `/`, and drop tabs and line ends: `/\evil`, `/<tab>/evil` would lead away.
  if (!asked.startsWith('/') || /^\/[/\\]/.test(asked) || !/^[!-[\]-~]+$/.test(asked)) return '/'
  const url = URL.parse(asked, publicUrl)
  // `/.//evil` is read as the path `//evil`, which as an address is another site.
  if (!url || url.origin !== new URL(publicUrl).origin || url.pathname.startsWith('//')) return '/'
  // A sign-in must not come back to a sign-in or sign-out.
  return /^\/(login|logout|oidc)(\/|$)/.test(url.pathname) ? '/' : url.pathname + url.search + url.hash
}

/** Where a sign-in starts. The server compares where the browser really is with its public URL before it sends anyone to a provider. */
export const startUrl = (start: string, returnTo: string, origin: string, loginHint?: string): string =>
  `${start}?${new URLSearchParams({ return_to: returnTo, origin, ...(loginHint && { login_hint: loginHint }) })}`

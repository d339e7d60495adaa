/**
 * What an invite's link proves stands behind its #, which browsers send to nobody. It is kept in this tab, so that it is in no address of the
 * sign-in that may come first.
 */
const place = 'signpost:invite'

export function holdInvite(hash: string): void {
  const token = hash.replace(/^#/, '')
  if (token !== '') sessionStorage.setItem(place, token)
}

export const inviteInHand = (): string => sessionStorage.getItem(place) ?? ''

export const dropInvite = (): void => sessionStorage.removeItem(place)

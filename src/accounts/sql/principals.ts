import type { Principal } from '../principal.ts'
import type { UserRow } from './users.ts'

export const principalOf = (
  user: UserRow,
  via: Principal['via'],
  session: Pick<Principal, 'provider' | 'authenticatedAt'> = { provider: null, authenticatedAt: null },
): Principal => ({
  userId: user.id,
  username: user.username,
  email: user.email,
  name: user.name,
  admin: user.admin === 1,
  via,
  provider: session.provider,
  authenticatedAt: session.authenticatedAt,
})

import type { Principal } from '../principal.ts'
import type { UserRow } from './users.ts'

export const principalOf = (
  user: UserRow,
  via: Principal['via'],
  { provider = null, authenticatedAt = null, readOnly = false }: Partial<Principal> = {},
): Principal => ({
  userId: user.id,
  username: user.username,
  email: user.email,
  name: user.name,
  admin: user.admin === 1,
  kind: user.kind,
  readOnly,
  via,
  provider,
  authenticatedAt,
})

import type { ProviderLogout } from '../../sso/logout.ts'
import type { LeftSession } from './parts.ts'

/**
 * Gives refresh tokens back once the browser has been at the provider. Not before: where a session there is left without its token first,
 * some providers (Keycloak) tell nobody else that it ended.
 */
export interface GiveBack {
  /** When the browser comes back with this state, or after a minute: not everybody comes back. */
  later(state: string, left: LeftSession): void
  /** The browser is back, or was never sent away. */
  now(state: string): void
  /** All that is left. */
  rest(): Promise<void>
}

const latest = 60_000

export function createGiveBack({ revoke }: Pick<ProviderLogout, 'revoke'>): GiveBack {
  const waiting = new Map<string, { left: LeftSession; timer: NodeJS.Timeout }>()
  const give = async (state: string) => {
    const found = waiting.get(state)
    if (!found) return
    waiting.delete(state)
    clearTimeout(found.timer)
    await revoke(found.left.provider, found.left.refreshToken)
  }
  return {
    later(state, left) {
      if (left.refreshToken === null) return
      const timer = setTimeout(() => void give(state), latest)
      timer.unref()
      waiting.set(state, { left, timer })
    },
    now: (state) => void give(state),
    async rest() {
      await Promise.all([...waiting.keys()].map(give))
    },
  }
}

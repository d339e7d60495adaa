import { createJar, type Jar, type JarAnswer } from '../kit/jar.ts'

/** How a walk through a sign-in ended, as the browser sees it. */
export interface Ended {
  /** The code on the sign-in page, or null where the person got in. */
  code: string | null
  attempt: string
  /** Path at which the browser ended. */
  path: string
  answer: JarAnswer
}

export interface WalkOptions {
  jar?: Jar
  /** Who is picked at the demo provider. */
  person?: string
  start?: string
  /** Changes the address with which the provider sends the browser back. */
  onTheWayBack?: (callback: URL) => void | Promise<void>
}

/** Walks a sign-in at the demo provider from the button to its end. */
export async function walkSignIn(server: string, options: WalkOptions = {}): Promise<Ended> {
  const jar = options.jar ?? createJar()
  const isOver = (url: URL) => isLoginPage(server)(url) || url.pathname.startsWith('/settings/sign-in-tests/')
  const page = await jar.walk(server + (options.start ?? '/oidc/login'), isOver)
  if (page.location !== null || page.status >= 400) return ended(page)
  const picked = await jar.submit(page, { login: options.person ?? 'ben' })
  const back = await walkBack(jar, server, picked)
  const callback = new URL(back)
  await options.onTheWayBack?.(callback)
  return ended(await jar.send(callback.href))
}

/** Follows the provider's redirects until one leads to us. */
async function walkBack(jar: Jar, server: string, from: JarAnswer): Promise<string> {
  let at = from
  for (let hop = 0; hop < 10; hop++) {
    if (at.location === null) throw new Error(`the provider stays at ${at.url} (${at.status}): ${at.text.slice(-300)}`)
    if (at.location.startsWith(server)) return at.location
    at = await jar.send(at.location)
  }
  throw new Error('the provider redirects without end')
}

export const isLoginPage =
  (server: string) =>
  (url: URL): boolean =>
    url.origin === server && url.pathname === '/login'

export function ended(answer: JarAnswer): Ended {
  const at = new URL(answer.location ?? answer.url)
  const code = at.pathname === '/login' ? at.searchParams.get('code') : null
  return { code, attempt: at.searchParams.get('attempt') ?? '', path: at.pathname + at.search, answer }
}

import type { TestServer } from './server.ts'

/** Who asks in the tables of `tests/api`: two members who share nothing, an administrator, and nobody. */
export type Asker = 'stranger' | 'ann' | 'bob' | 'root'

export interface People {
  keys: Record<Exclude<Asker, 'stranger'>, string>
  /** One request as JSON; `as` sends that person's API key. */
  ask(as: Asker, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
  body: any
}

export const passwordOf = (username: string) => `${username}'s password`

/** The people `ann`, `bob` and the administrator `root`, each with a password and an API key. */
export async function addPeople(server: TestServer): Promise<People> {
  const { users, keys } = server.context.accounts
  const make = async (username: string, admin = false) => {
    const user = await users.create({ username, admin, password: passwordOf(username) }, 'test')
    return (await keys.create(user.id, 'test', 'test')).key
  }
  const made = { root: await make('root', true), ann: await make('ann'), bob: await make('bob') }
  return {
    keys: made,
    ask: (as, method, path, body, headers = {}) =>
      send(server.url + path, method, body, {
        ...(as !== 'stranger' && { authorization: `Bearer ${made[as]}` }),
        ...headers,
      }),
  }
}

export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(url, {
    method,
    headers: { ...json, ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '')
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
}

/** Signs in by password; the `Cookie` header that the browser would send from now on. */
export async function signIn(server: TestServer, username: string, password = passwordOf(username)): Promise<string> {
  const answer = await send(`${server.url}/api/sign-in`, 'POST', { username, password })
  if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.text}`)
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

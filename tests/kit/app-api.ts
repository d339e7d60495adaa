export interface ApiAnswer {
  status: number
  body: Record<string, unknown>
}

/** The JSON API as one asker sees it; null is a stranger. */
export interface AppApi {
  get(path: string): Promise<ApiAnswer>
  post(path: string, body?: unknown): Promise<ApiAnswer>
  send(method: string, path: string, body?: unknown): Promise<ApiAnswer>
  /** The answer itself, for streams. */
  open(path: string, signal: AbortSignal): Promise<Response>
}

export function appApi(url: string, apiKey: string | null): AppApi {
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  const send = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const json =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }
    const answer = await fetch(url + path, { method, headers, ...json })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    send,
    open: (path, signal) => fetch(url + path, { headers, signal }),
  }
}

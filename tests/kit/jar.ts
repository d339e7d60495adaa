/** An HTTP client that walks as a browser does: cookies by host, redirects one by one, forms. No scripts. */
export interface Jar {
  /** One request, its redirect not followed. */
  send(url: string, init?: RequestInit): Promise<JarAnswer>
  /** Follows redirects from here until there is none, or until one leads to an address that `until` wants to see unopened. */
  walk(url: string, until?: (url: URL) => boolean): Promise<JarAnswer>
  /** Sends the first form of a page whose action matches, with the values given beside its hidden ones. */
  submit(
    page: JarAnswer,
    values?: Record<string, string>,
    action?: RegExp,
    headers?: Record<string, string>,
  ): Promise<JarAnswer>
  cookie(url: string, name: string): string | undefined
  forget(url: string): void
}

export interface JarAnswer {
  status: number
  url: string
  headers: Headers
  text: string
  /** Where it redirects to, made absolute. */
  location: string | null
}

/** `by` is the browser's way to the network. */
export function createJar(by: typeof fetch = fetch): Jar {
  const cookies = new Map<string, Map<string, string>>()
  const of = (url: string) => {
    const { hostname } = new URL(url)
    const known = cookies.get(hostname) ?? new Map<string, string>()
    cookies.set(hostname, known)
    return known
  }
  const remember = (url: string, headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      const isOver = attributes.some((each) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(each))
      if (isOver || value.join('=') === '') of(url).delete(name.trim())
      else of(url).set(name.trim(), value.join('='))
    }
  }
  const send = async (url: string, init: RequestInit = {}): Promise<JarAnswer> => {
    const headers = new Headers(init.headers)
    const own = [...of(url)].map(([name, value]) => `${name}=${value}`).join('; ')
    if (own && !headers.has('cookie')) headers.set('cookie', own)
    if (!headers.has('accept')) headers.set('accept', 'text/html')
    const answer = await by(url, { ...init, headers, redirect: 'manual' })
    remember(url, answer.headers)
    const location = answer.headers.get('location')
    return {
      status: answer.status,
      url,
      headers: answer.headers,
      text: await answer.text(),
      location: location === null ? null : new URL(location, url).href,
    }
  }
  const follow = async (first: JarAnswer, until?: (url: URL) => boolean): Promise<JarAnswer> => {
    let answer = first
    for (let hop = 0; answer.location !== null && !until?.(new URL(answer.location)); hop++) {
      if (hop > 20) throw new Error(`too many redirects, the last to ${answer.location}`)
      answer = await send(answer.location)
    }
    return answer
  }
  return {
    send,
    walk: async (url, until) => follow(await send(url), until),
    async submit(page, values = {}, action = /./, headers = {}) {
      const forms = [...page.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([html]) => html)
      const form = forms.find((html) => action.test(plain(/\baction="([^"]*)"/i.exec(html)?.[1] ?? '')))
      if (!form) throw new Error(`no such form in ${page.url}:\n${page.text.slice(0, 500)}`)
      const target = new URL(plain(/\baction="([^"]*)"/i.exec(form)?.[1] ?? page.url), page.url).href
      const hidden = [...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/gi)].map(([html]) => [
        plain(/\bname="([^"]*)"/i.exec(html)?.[1] ?? ''),
        plain(/\bvalue="([^"]*)"/i.exec(html)?.[1] ?? ''),
      ])
      const body = new URLSearchParams([...hidden, ...Object.entries(values)] as [string, string][])
      return send(target, { method: 'POST', body, headers })
    },
    cookie: (url, name) => of(url).get(name),
    forget: (url) => void cookies.delete(new URL(url).hostname),
  }
}

const plain = (html: string): string =>
  html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

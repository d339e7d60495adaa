import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Where Chromium is on this machine; null where there is none and browser tests are skipped. */
export const browserProgram: string | null =
  [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (each) => each && existsSync(each),
  ) ?? null

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserProgram!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export interface Visitor {
  page: Page
  context: BrowserContext
  /** Errors and warnings of the console, exceptions of pages, and breaches of the content security policy so far. */
  problems: string[]
  close(): Promise<void>
}

export interface VisitorOptions {
  baseUrl: string
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
  /** What `context.storageState()` of a signed-in visitor gave. */
  signedInAs?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** One person at a browser of their own: nothing is shared with others. */
export async function visit(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: options.baseUrl,
    viewport: { width: options.width ?? 1600, height: options.height ?? 1000 },
    colorScheme: options.colorScheme ?? 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    storageState: options.signedInAs,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    // A refusal that a page asked for and shows is no fault of the page; Chromium logs each as one.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return
    problems.push(`${message.type()}: ${message.text()}`)
  })
  return { page, context, problems, close: () => context.close() }
}

import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)

export interface PageOptions {
  script?: string
  /** Origins whose pages may hold this one in a frame. */
  framedBy?: string[]
}

/** A page of its own, for the moments in which the web app cannot be asked: nothing from elsewhere, one script at most. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  title: string,
  body: string,
  { script = '', framedBy = [] }: PageOptions = {},
): FastifyReply {
  const allowed = script ? `'sha256-${createHash('sha256').update(script).digest('base64')}'` : "'none'"
  return reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'unsafe-inline'; script-src ${allowed}; base-uri 'none'; frame-ancestors ${framedBy.join(' ') || "'none'"}`,
    )
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}code{overflow-wrap:anywhere}</style>
</head>
<body><h1>${escapeHtml(title)}</h1>${body}${script ? `<script>${script}</script>` : ''}</body>
</html>`)
}

const hiddenInput = (name: string, value: string): string =>
  `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`

/** Name of the field by which a form that was sent round once is known. */
export const roundField = 'signpost_round'

/**
 * Sends an answer that came by POST from the provider's site round once: that POST came without our cookies (SameSite=Lax), the one
 * from this page comes with them.
 */
export function sendRound(reply: FastifyReply, action: string, parameters: Record<string, string[]>): FastifyReply {
  const inputs = Object.entries(parameters).flatMap(([name, values]) => values.map((value) => hiddenInput(name, value)))
  const form = `<form method="post" action="${escapeHtml(action)}">${inputs.join('')}${hiddenInput(roundField, '1')}<button>Go on</button></form>`
  return sendPage(reply, 200, 'Signing in', form, { script: 'document.forms[0].submit()' })
}

/** Sends what stands behind the `#`, which no server sees, in a form: response mode fragment, or a provider that answers so unasked. */
export function sendFragmentOn(reply: FastifyReply, path: string): FastifyReply {
  const script = `
if (location.hash.length < 2) location.replace(location.pathname + '?came=empty')
else {
  const form = document.forms[0]
  const put = (name, value) => {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  new URLSearchParams(location.hash.slice(1)).forEach((value, name) => put(name, value))
  history.replaceState(null, '', location.pathname)
  form.submit()
}`
  const form = `<form method="post" action="${escapeHtml(path)}">${hiddenInput(roundField, '1')}${hiddenInput('came', 'fragment')}</form>`
  const link = `<noscript><p><a href="${escapeHtml(path)}?came=empty">Go on</a></p></noscript>`
  return sendPage(reply, 200, 'Signing in', form + link, { script })
}

/** One button that signs out: for requests that may have been made by another site. */
export const sendSignOutForm = (reply: FastifyReply, framedBy?: string[]): FastifyReply =>
  sendPage(reply, 200, 'Sign out', '<form method="post" action="/logout"><button>Sign out</button></form>', {
    framedBy,
  })

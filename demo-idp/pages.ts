import { people } from './people.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d8dce3, #3a414d); --soft: light-dark(#f5f7fa, #1b1f26); --text: light-dark(#1d2430, #e6e9ef); --quiet: light-dark(#5d6675, #9aa4b4); --accent: light-dark(#0b6bcb, #6cb2ff) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--soft); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { width: min(26rem, 100vw - 2rem); background: light-dark(#fff, #232830); border: 1px solid var(--line); border-radius: 10px; padding: 1.5rem }
h1 { margin: 0 0 .25rem; font-size: 1.25rem }
p { margin: 0 0 1rem; color: var(--quiet) }
button { display: flex; justify-content: space-between; gap: 1rem; width: 100%; margin: .5rem 0 0; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit; text-align: left; cursor: pointer }
button:hover, button:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px }
small { color: var(--quiet) }
</style>
</head>
<body><main>${body}</main></body>
</html>`

/** Who are you? One button a person, no password. */
export function signInPage(action: string, hint: string | undefined): string {
  const first = people.filter((each) => each.username === hint || each.email === hint)
  const buttons = [...first, ...people.filter((each) => !first.includes(each))].map(
    (each) =>
      `<button name="login" value="${each.username}"><span>${escaped(each.name)}</span><small>${escaped(each.about)}</small></button>`,
  )
  return page(
    'Demo identity provider',
    `<h1>Who are you?</h1>
<p>This is the demo identity provider. No password is asked.</p>
<form method="post" action="${escaped(action)}">${buttons.join('\n')}</form>
<form method="post" action="${escaped(action)}/abort"><button><span>Cancel</span><small>go back without signing in</small></button></form>`,
  )
}

/** After signing out where there is nowhere to go back to. */
export const signedOutPage = (): string =>
  page('Signed out', '<h1>You are signed out</h1><p>You can close this window.</p>')

/** Sends the browser on without asking: whoever got here has asked to sign out. */
export const signOutPage = (form: string): string =>
  page(
    'Signing out',
    `<h1>Signing out</h1><p>One moment.</p>${form}
<button form="op.logoutForm" name="logout" value="yes"><span>Sign out</span></button>
<script>const form = document.forms[0]; const yes = document.createElement('input'); yes.type = 'hidden'; yes.name = 'logout'; yes.value = 'yes'; form.append(yes); form.submit()</script>`,
  )

export const errorPage = (error: string, description: string | undefined): string =>
  page('Demo identity provider', `<h1>${escaped(error)}</h1><p>${escaped(description ?? '')}</p>`)

import { Html } from './html.ts'

/** The look of the first page: the house's colours, by the reader's own choice of light or dark. Loads nothing. */
export const style = new Html(`<style>
:root { color-scheme: light dark; --ground: #f6f8f8; --surface: #fff; --line: #e1e6e8; --text: #16212a; --dim: #56646e; --accent: #0f766e;
  --good: #16794a; --good-soft: #e2f4e9; --warn: #8f5b00; --warn-soft: #fdf1d8; --bad: #b3261e; --bad-soft: #fdeae8 }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1418; --surface: #161c21; --line: #273038; --text: #e4eaee; --dim: #97a5b0;
  --accent: #43bea6; --good: #5cc98c; --good-soft: #12301f; --warn: #e6b450; --warn-soft: #332811; --bad: #f28b82; --bad-soft: #3a1a18 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem } h3 { font-size: 1rem; margin: 0 }
p { margin: .4rem 0 } a { color: var(--accent) } .dim { color: var(--dim) }
code, pre { font: 13px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere }
pre { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: .75rem; overflow-x: auto; white-space: pre-wrap }
.verdict { border-radius: 10px; padding: 1rem 1.25rem; margin: 1.25rem 0; font-size: 1.05rem; font-weight: 600 }
.verdict.ok { background: var(--good-soft); color: var(--good) } .verdict.warning { background: var(--warn-soft); color: var(--warn) }
.verdict.error { background: var(--bad-soft); color: var(--bad) }
article { background: var(--surface); border: 1px solid var(--line); border-left-width: 4px; border-radius: 8px; padding: .75rem 1rem; margin: .6rem 0 }
article.error { border-left-color: var(--bad) } article.warning { border-left-color: var(--warn) }
article ul { margin: .4rem 0 0; padding-left: 1.2rem }
.tag { font-size: 12px; font-weight: 600; margin-right: .5rem } .error > h3 .tag { color: var(--bad) } .warning > h3 .tag { color: var(--warn) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; min-width: 34rem; background: var(--surface); border: 1px solid var(--line) }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid var(--line) } th { color: var(--dim); font-weight: 600; font-size: 13px }
td { overflow-wrap: anywhere; min-width: 5rem }
details { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); margin: .6rem 0; padding: 0 1rem } summary { cursor: pointer; padding: .6rem 0; font-weight: 600 }
details[open] { padding-bottom: 1rem }
</style>`)

import { setImmediate as turn } from 'node:timers/promises'
import { Secret } from '../base/secret.ts'
import type { LiveCredentials } from './live-credentials.ts'
import { isHarmlessText, isSecretName } from './patterns.ts'
import { createTextScan, type KnownSecret } from './text-scan.ts'

/** Something that was taken out, and from which file. */
export interface Cut {
  file: string
  what: string
  times: number
}

/** Takes secrets out of what is to be handed on, and remembers what it took. */
export interface Scan {
  /** The value without secrets, in names and texts, however deep. A Secret becomes `set`. */
  clean<Value>(file: string, value: Value): Promise<Value>
  cuts(): Cut[]
}

/** Milliseconds after which everybody else has a turn. */
const longestTurn = 20

export function createScan(secrets: KnownSecret[], live: LiveCredentials): Scan {
  const cleaned = createTextScan(secrets, live)
  const taken = new Map<string, Cut>()
  const take = (file: string, what: string): string => {
    const name = `${file}\n${what}`
    const cut = taken.get(name) ?? { file, what, times: 0 }
    cut.times += 1
    taken.set(name, cut)
    return `[cut: ${what}]`
  }
  const cleanText = (file: string, text: string): string => cleaned(text, (what) => take(file, what))

  let began = performance.now()
  const breathe = async () => {
    if (performance.now() - began < longestTurn) return
    await turn()
    began = performance.now()
  }
  const within = async (file: string, value: unknown, isSecret: boolean): Promise<unknown> => {
    if (value instanceof Secret) return 'set'
    if (typeof value === 'string') {
      await breathe()
      return isSecret && !isHarmlessText(value) ? take(file, 'a secret by its name') : cleanText(file, value)
    }
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) {
      const list: unknown[] = []
      for (const each of value) list.push(await within(file, each, isSecret))
      return list
    }
    const entries: [string, unknown][] = []
    for (const [name, each] of Object.entries(value))
      entries.push([cleanText(file, name), await within(file, each, isSecretName(name))])
    return Object.fromEntries(entries)
  }

  return {
    async clean<Value>(file: string, value: Value) {
      began = performance.now()
      return (await within(file, value, false)) as Value
    },
    cuts: () => [...taken.values()],
  }
}

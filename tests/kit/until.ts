import { setTimeout as wait } from 'node:timers/promises'

/** Resolves when the condition holds, asking again and again; rejects when it never does. */
export async function until(condition: () => boolean | Promise<boolean>, within = 60_000): Promise<void> {
  const deadline = Date.now() + within
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`This did not come to hold within ${within} ms: ${condition}`)
    await wait(100)
  }
}

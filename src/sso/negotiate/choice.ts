/** What was chosen, and why: `published`, `configured`, `learned on 2026-11-23`, `default of ...`. */
export interface Choice<Value> {
  value: Value
  reason: string
}

/** A day is exact enough for people. */
export const learnedOn = (at: number): string => `learned on ${new Date(at).toISOString().slice(0, 10)}`

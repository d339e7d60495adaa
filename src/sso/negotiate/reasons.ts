/** A day is exact enough for people. */
export const learnedOn = (at: number): string => `learned on ${new Date(at).toISOString().slice(0, 10)}`

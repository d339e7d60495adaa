/** The environment as it was at start. The only place that reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

export const readEnvironment = (): Environment => ({ ...process.env })

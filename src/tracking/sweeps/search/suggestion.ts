import type { Parameter } from '../config/parameter.ts'

/** What a run is to try: one value for each parameter, in their order. */
export interface Suggestion {
  values: unknown[]
  /** What tells it apart within its search: the number of a grid's point, or positions between 0 and 1. */
  point: string
}

/** JSON text of the values in the form of a run's configuration: `{"lr":{"value":0.1}}`, nested ones within the value of their first name. */
export function configText(parameters: readonly Parameter[], values: readonly unknown[]): string {
  const config: Record<string, { value: unknown }> = {}
  for (const [index, { path }] of parameters.entries()) {
    const [first = '', ...rest] = path
    config[first] ??= { value: undefined }
    config[first].value = nested(config[first].value, rest, values[index])
  }
  return JSON.stringify(config)
}

function nested(at: unknown, path: string[], value: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  const inner = (at ?? {}) as Record<string, unknown>
  return { ...inner, [name]: nested(inner[name], rest, value) }
}

/** Reads the values back from a run's configuration; undefined for what is not there. */
export function valuesIn(parameters: readonly Parameter[], config: Record<string, unknown>): unknown[] {
  return parameters.map(({ path: [first = '', ...rest] }) => {
    const top = (config[first] as { value?: unknown } | undefined)?.value
    return rest.reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], top)
  })
}

/** Where the values of one parameter come from. `log` bounds and `mu` of logarithmic ones are exponents of e, unless they are values. */
export type Distribution =
  | { kind: 'constant'; value: unknown }
  | { kind: 'categorical'; values: unknown[]; probabilities: number[] | null }
  | { kind: 'int_uniform'; min: number; max: number }
  | { kind: 'uniform'; min: number; max: number; step: Step | null }
  /** e^x for x evenly between `min` and `max`, or e^-x where it is inverse. */
  | { kind: 'log_uniform'; min: number; max: number; inverse: boolean; step: Step | null }
  | { kind: 'normal'; mu: number; sigma: number; step: Step | null }
  | { kind: 'log_normal'; mu: number; sigma: number; step: Step | null }
  | { kind: 'beta'; a: number; b: number; step: Step | null }

/** Values are whole multiples of `q`; integers where `q` is written as one. */
export interface Step {
  q: number
  integer: boolean
}

/** One value that a run is given. */
export interface Parameter {
  /** One name, or several where parameters are nested. */
  path: string[]
  distribution: Distribution
}

/** Parameters whose value is searched for. */
export const isSearched = ({ distribution }: Parameter): boolean => distribution.kind !== 'constant'

/** The part of the search that takes long, for the thread that it runs in. */
export type { Parameter } from './config/parameter.ts'
export { type BayesSearch, nextByExpectedImprovement, type Observation } from './search/bayes.ts'

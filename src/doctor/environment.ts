import type { Check } from '../base/check.ts'
import type { Config } from '../config/config.ts'

/** What was set in the environment and is not used, or is warned of. */
export function examineEnvironment({ notices, publicUrl, listen, port }: Config): Check[] {
  const evidence = { publicUrl, listen, port }
  return [
    { id: 'environment', stage: 'config', status: 'ok', title: 'The environment can be used', evidence },
    ...notices.map((title, i): Check => {
      return { id: `environment.notice.${i + 1}`, stage: 'config', status: 'warning', title, evidence: {} }
    }),
  ]
}

/** What keeps the server from starting, as checks. */
export const environmentFaults = (faults: string[]): Check[] =>
  faults.map((title, i) => ({ id: `environment.${i + 1}`, stage: 'config', status: 'error', title, evidence: {} }))

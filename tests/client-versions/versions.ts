import { wandbVersions } from '../kit/wandb.ts'

/** What a script does with the client, each tried by a script of `tests/clients/scripts`. */
export const capabilities = ['login', 'log', 'resume', 'artifact', 'sweep', 'api'] as const
export type Capability = (typeof capabilities)[number]

/** The last release of each other minor version of two years, with the one that `npm test` tries besides the newest. */
export const versions = [
  '0.18.7',
  '0.20.1',
  '0.22.3',
  wandbVersions.yearOld,
  '0.24.2',
  '0.26.1',
  '0.28.2',
  wandbVersions.newest,
]

import { wandbVersions } from '../kit/wandb.ts'
import { documentTests } from './documents.ts'
import { versions } from './versions.ts'

const others = versions.filter((version) => ![wandbVersions.newest, wandbVersions.yearOld].includes(version as never))
for (const version of others) documentTests(version)

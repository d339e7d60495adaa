import { wandbVersions } from '../kit/wandb.ts'
import { clientSuite } from './suite.ts'

clientSuite(wandbVersions.yearOld)

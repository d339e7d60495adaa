import { documentTests } from '../client-versions/documents.ts'
import { wandbVersions } from '../kit/wandb.ts'

documentTests(wandbVersions.newest)
documentTests(wandbVersions.yearOld)

import { idTokenCases } from './cases/id-token.ts'
import { peopleCases } from './cases/people.ts'
import { tokenCases } from './cases/token.ts'
import { runCases } from './run.ts'

runCases([...tokenCases, ...idTokenCases, ...peopleCases])

import { idTokenCases } from './cases/id-token.ts'
import { jwksCases } from './cases/jwks.ts'
import { logoutCases } from './cases/logout.ts'
import { peopleCases } from './cases/people.ts'
import { sessionCases } from './cases/session.ts'
import { tokenCases } from './cases/token.ts'
import { runCases } from './run.ts'

runCases([...tokenCases, ...jwksCases, ...idTokenCases, ...peopleCases, ...sessionCases, ...logoutCases])

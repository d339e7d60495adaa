import { authorizeCases } from './cases/authorize.ts'
import { callbackCases } from './cases/callback.ts'
import { discoveryCases } from './cases/discovery.ts'
import { runCases } from './run.ts'

runCases([...discoveryCases, ...authorizeCases, ...callbackCases])

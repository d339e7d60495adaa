import { authorizeCases } from './cases/authorize.ts'
import { callbackCases } from './cases/callback.ts'
import { configCases } from './cases/config.ts'
import { discoveryCases } from './cases/discovery.ts'
import { runCases } from './run.ts'

runCases([...configCases, ...discoveryCases, ...authorizeCases, ...callbackCases])

import { authorizeCases } from './cases/authorize.ts'
import { callbackCases } from './cases/callback.ts'
import { configCases } from './cases/config.ts'
import { discoveryCases } from './cases/discovery.ts'
import { networkCases } from './cases/network.ts'
import { runCases } from './run.ts'

runCases([...configCases, ...discoveryCases, ...networkCases, ...authorizeCases, ...callbackCases])

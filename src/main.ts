import { enableCompileCache } from 'node:module'
import path from 'node:path'

enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'signpost'))
const { runCommandLine } = await import('./cli/index.ts')
process.exitCode = await runCommandLine(process.argv)

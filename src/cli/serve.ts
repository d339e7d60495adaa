import { Command } from 'commander'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { createContext } from '../context.ts'
import { createServer } from '../server.ts'

/** `signpost serve`: environment -> configuration -> context -> server -> listen. */
export function serveCommand(): Command {
  return new Command('serve').description('run the server').action(async () => {
    const config = readConfig(readEnvironment())
    const context = await createContext(config)
    const server = await createServer(context)
    await server.listen({ host: config.listen, port: config.port })
    context.log.info({ address: config.publicUrl }, 'listening')
    const stop = async () => {
      await server.close()
      await context.close()
      process.exit(0)
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
}

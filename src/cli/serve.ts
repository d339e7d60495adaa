import { Command } from 'commander'
import type { FastifyInstance } from 'fastify'
import { messageOf } from '../base/errors.ts'
import { markRunning } from '../base/running.ts'
import { type Config, ConfigError, readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { type Context, createContext } from '../context.ts'
import { createServer } from '../server.ts'
import { type Demo, demoGreeting, startDemo } from './demo.ts'
import { restoreLine } from './user.ts'

/** `signpost serve`: environment -> configuration -> context -> server -> listen. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the server')
    .option('--demo', 'on loopback, with an identity provider and people to sign in as')
    .action(async ({ demo }: { demo?: boolean }) => {
      const environment = readEnvironment()
      if (demo) await serveDemo(await startDemo(environment))
      else await serve(readConfig(environment))
    })
}

async function serve(config: Config): Promise<void> {
  const context = await createContext(config)
  for (const notice of config.notices) context.log.warn(notice)
  const server = await listen(context)
  const takeBack = markRunning(config.dataFolder)
  context.log.info({ address: config.publicUrl }, 'listening')
  context.examinations.start()
  for (const line of await waysIn(context)) console.log(line)
  stopOnSignal([() => server.close(), () => context.close(), takeBack])
}

/**
 * What lets in whoever can read this process's output, and nobody else: for standard output, never for the log, which is kept and
 * handed on. Each works once and for an hour.
 */
async function waysIn({ accounts, config, log }: Context): Promise<string[]> {
  const lines: string[] = []
  if (config.localRestore) {
    log.warn('LOCAL_RESTORE is set: a restore password was made. Unset it once you are in.')
    lines.push(restoreLine(await accounts.restore.forAdministrator('LOCAL_RESTORE')))
  }
  if (await accounts.setup.isNeeded())
    lines.push(`set-up link: ${config.publicUrl}/setup?token=${await accounts.setup.issue()}`)
  return lines
}

async function serveDemo(demo: Demo): Promise<void> {
  const stopIdp = async () => (await demo.idp).stop()
  const context = await createContext(demo.config)
  const server = await listen(context).catch(async (error) => {
    await stopIdp()
    throw error
  })
  const takeBack = markRunning(demo.config.dataFolder)
  for (const line of demoGreeting(demo)) console.log(line)
  await demo.idp
  context.examinations.start()
  stopOnSignal([stopIdp, () => server.close(), () => context.close(), takeBack])
}

async function listen(context: Context): Promise<FastifyInstance> {
  const { listen: host, port } = context.config
  const server = await createServer(context)
  try {
    await server.listen({ host, port })
  } catch (error) {
    await context.close()
    throw new ConfigError([listenFault(error, host, port)])
  }
  return server
}

function listenFault(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `PORT ${port} is taken by another program. Stop it, or set PORT to a free one.`
    case 'EACCES':
      return `PORT ${port} may not be opened by this user. Set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
      return `SIGNPOST_LISTEN is "${host}", which is no address of this machine.`
    default:
      return `The server cannot listen on ${host}:${port}: ${messageOf(error)}`
  }
}

/** Ends everything at the first SIGINT or SIGTERM; what does not end in time is left to the process's end. */
function stopOnSignal(steps: (() => unknown)[]): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), 4000).unref()
    for (const step of steps) await step()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

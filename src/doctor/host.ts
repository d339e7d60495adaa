import { statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Check } from '../base/check.ts'
import { containerMemory, containerProcesses, type HostLimit, hostLimits } from '../base/host-limits.ts'
import { runningServer } from '../base/running.ts'

/** What the machine lets this process have. */
export interface HostFacts {
  /** The server's process, where that is another than the one that looks. */
  server: number | null
  limits: Record<string, HostLimit>
  containerProcesses: string | null
  /** Bytes. */
  memory: number
  /** Milliseconds since 1970, as this machine has it. */
  now: number
  /** When the database was written last; null where there is none. */
  lastWritten: number | null
}

/** An open page and a running client each hold some; beside them the database, the objects and the calls to providers. */
const enoughFiles = 4096
/** The server has about 30 threads; all that the same user runs counts with it. */
const enoughProcesses = 1024
const enoughMemory = 512 * 1024 ** 2
/** Clocks are set back by less when they are kept right. */
const mayBeAhead = 60_000

/** Limits of the host under which a server fails some day, in ways that nobody takes for a limit. Warnings: it may go well for long. */
export function examineHost(dataFolder: string, facts: HostFacts = factsOf(dataFolder, null)): Check[] {
  return [files(facts), processes(facts), memory(facts), clock(facts)]
}

/** As `examineHost`, by a command: where a server is running on the data folder, its limits count, and not those of the shell. */
export const examineHostOfServer = (dataFolder: string): Check[] =>
  examineHost(dataFolder, factsOf(dataFolder, runningServer(dataFolder)))

function factsOf(dataFolder: string, server: number | null): HostFacts {
  const pid = server ?? 'self'
  const bound = Number(containerMemory(pid))
  return {
    server,
    limits: hostLimits(pid),
    containerProcesses: containerProcesses(pid),
    memory: Math.min(os.totalmem(), bound > 0 ? bound : Infinity),
    now: Date.now(),
    lastWritten: statSync(path.join(dataFolder, 'signpost.db'), { throwIfNoEntry: false })?.mtimeMs ?? null,
  }
}

function files({ limits, server }: HostFacts): Check {
  const limit = limits['Max open files']
  if (!limit) return skipped('files', 'How many files may be open is not told on this system')
  const evidence = { ...limit, ofProcess: processOf(server) }
  // Node raises its own soft limit to the hard one when it starts.
  if (numberOf(limit.hard) >= enoughFiles) return ok('files', 'Enough files may be open at once', evidence)
  return warning(
    'files',
    `Only ${limit.hard} files may be open at once (ulimit -n)`,
    { ...evidence, enough: enoughFiles },
    [
      'Before the server in the same shell: ulimit -n 65536',
      'In the unit of systemd: LimitNOFILE=65536. With Docker: --ulimit nofile=65536:65536',
    ],
  )
}

function processes({ limits, containerProcesses: inContainer, server }: HostFacts): Check {
  const limit = limits['Max processes']
  if (!limit && !inContainer) return skipped('processes', 'How many processes there may be is not told on this system')
  const evidence = { ...limit, inContainer, ofProcess: processOf(server) }
  const [ofUser, ofContainer] = [numberOf(limit?.soft), numberOf(inContainer)]
  if (Math.min(ofUser, ofContainer) >= enoughProcesses)
    return ok('processes', 'Enough processes and threads may run', evidence)
  const isUser = ofUser <= ofContainer
  const title = `Only ${Math.min(ofUser, ofContainer)} processes and threads may run (${isUser ? 'ulimit -u' : 'pids.max of the container'})`
  return warning('processes', title, { ...evidence, enough: enoughProcesses }, [
    isUser ? 'Before the server in the same shell: ulimit -u 4096' : 'With Docker: --pids-limit 4096',
    'In the unit of systemd: LimitNPROC=4096 and TasksMax=4096. For all sessions of a user: /etc/security/limits.conf',
  ])
}

function memory({ memory: bytes }: HostFacts): Check {
  const evidence = { megabytes: Math.round(bytes / 1024 ** 2) }
  if (bytes >= enoughMemory) return ok('memory', 'There is enough memory', evidence)
  return warning('memory', `There are only ${evidence.megabytes} MB of memory`, evidence, [
    'Give the machine or the container at least 512 MB (Docker: --memory 1g).',
  ])
}

/** Without the network: a database that was written in the future. Against the provider's clock it is looked at with the provider. */
function clock({ now, lastWritten }: HostFacts): Check {
  const evidence = {
    now: new Date(now).toISOString(),
    ...(lastWritten && { written: new Date(lastWritten).toISOString() }),
  }
  if (lastWritten === null || lastWritten <= now + mayBeAhead)
    return ok('clock', 'The clock is not behind what was written before', evidence)
  return warning('clock', 'The clock is behind what the database was written at', evidence, [
    'Set the clock and keep it: timedatectl set-ntp true (of a container: on its host).',
  ])
}

/** Whose limits they are. */
const processOf = (server: number | null): string => (server === null ? 'this one' : `${server}, the running server`)

const numberOf = (text: string | null | undefined): number => (text && /^\d+$/.test(text) ? Number(text) : Infinity)

const check =
  (status: Check['status']) => (what: string, title: string, evidence: Check['evidence'], mend?: string[]) => ({
    ...{ id: `host.${what}`, stage: 'host', status, title, evidence },
    ...(mend && { mend }),
  })
const ok = check('ok')
const warning = check('warning')
const skipped = (what: string, title: string): Check => check('skipped')(what, title, {})

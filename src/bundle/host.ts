import { statfs } from 'node:fs/promises'
import os from 'node:os'
import { hostLimits, textOf } from '../base/host-limits.ts'
import { runningServer } from '../base/running.ts'

/** What the machine and the process have, and how much of it is used. */
export async function describeHost(dataFolder: string): Promise<Record<string, unknown>> {
  const disk = await statfs(dataFolder).catch(() => null)
  const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2)
  return {
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    container: textOf('/proc/1/cgroup').match(/docker|kubepods|containerd|podman/)?.[0] ?? null,
    cpus: { count: os.cpus().length, model: os.cpus()[0]?.model.trim() ?? null, load: os.loadavg() },
    memory: {
      totalMb: megabytes(os.totalmem()),
      freeMb: megabytes(os.freemem()),
      processMb: megabytes(process.memoryUsage().rss),
    },
    disk: disk && {
      folder: dataFolder,
      totalMb: megabytes(disk.blocks * disk.bsize),
      freeMb: megabytes(disk.bavail * disk.bsize),
      freeFiles: disk.ffree,
    },
    uptime: { machineSeconds: Math.round(os.uptime()), processSeconds: Math.round(process.uptime()) },
    clock: { now: new Date().toISOString(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    user: { uid: process.getuid?.() ?? null, gid: process.getgid?.() ?? null },
    // At the command line the server is another process than the one that makes the bundle, with other limits.
    limits: hostLimits(runningServer(dataFolder) ?? 'self'),
    runningServer: runningServer(dataFolder),
  }
}

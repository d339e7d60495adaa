import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** A real server of the S3 API on a free loopback port, which verifies signatures, with one bucket. */
export interface S3Server {
  port: number
  /** As `BUCKET` takes it. */
  address: string
  bucket: string
  /** Ids of uploads in parts that were never ended. */
  openUploads(): Promise<string[]>
  /** Keys of what is in the bucket. */
  keys(): Promise<string[]>
  /** Stops to answer; what it keeps stays. */
  stop(): Promise<void>
  /** Answers again, at the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

/** The only account that it has. */
export const s3Key = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

const script = path.join(import.meta.dirname, 's3-server-process.ts')

export async function startS3Server(bucket = 'signpost-test'): Promise<S3Server> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'signpost-s3-'))
  let child: ChildProcess
  const listen = async (port: number) => {
    // Its marks of where a list goes on are made with a cipher that OpenSSL calls a legacy.
    const args = ['--openssl-legacy-provider', '--no-warnings', script, directory, String(port), bucket]
    child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const [said] = await once(child.stdout!, 'data')
    return Number(String(said))
  }
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.stdin!.end()
    await ended
  }
  const port = await listen(0)
  const folder = path.join(directory, bucket)
  return {
    port,
    address: `s3://${s3Key.accessKeyId}:${s3Key.secretAccessKey}@127.0.0.1:${port}/${bucket}`,
    bucket,
    openUploads: () => readdir(path.join(folder, '._S3rver_uploads')).catch(() => []),
    async keys() {
      const mark = '._S3rver_object'
      const names = await readdir(folder, { recursive: true })
      return names
        .filter((name) => name.endsWith(mark) && !name.startsWith('.'))
        .map((name) => name.slice(0, -mark.length))
    },
    stop,
    start: async () => void (await listen(port)),
    async close() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

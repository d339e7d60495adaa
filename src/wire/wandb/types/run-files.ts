import type { Run, RunFile } from '../../../tracking/index.ts'
import { fileId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection, pageSize, wireTime } from '../present.ts'

/** A file with the run it belongs to, which its id names. */
interface FileOfRun extends RunFile {
  run: Run
}

/** The files of a run that have been uploaded. Their addresses are signed and need no key. */
export const runFiles: SchemaPart = {
  schema: `
    extend type Run {
      fileCount: Int
      files(names: [String], pattern: String, first: Int, after: String): FileConnection
    }
    type FileConnection { edges: [FileEdge!]!, pageInfo: PageInfo!, totalCount: Int }
    type FileEdge { node: File, cursor: String! }
    type File {
      id: ID!
      name: String!
      displayName: String
      url(upload: Boolean): String
      directUrl: String
      sizeBytes: Int64
      storagePath: String
      mimetype: String
      updatedAt: DateTime
      digest: String
      md5: String
    }
  `,
  resolvers: {
    Run: {
      fileCount: (run, _, { tracking }) => tracking.files.count(run.id),
      async files(run, { names, pattern, first, after }, { tracking }) {
        const wanted = (names as (string | null)[] | null)?.filter((name) => name !== null) ?? []
        const limit = pageSize(first, 50, 1000)
        const found = await tracking.files.list(run.id, {
          names: wanted.length > 0 ? wanted : undefined,
          pattern: pattern || undefined,
          after: after ? Buffer.from(after, 'base64').toString('utf8') : undefined,
          limit: limit + 1,
        })
        const nodes = found.slice(0, limit).map((file): FileOfRun => ({ ...file, run }))
        const page = connection(nodes, ({ name }) => Buffer.from(name).toString('base64'), found.length > limit)
        return { ...page, run }
      },
    } satisfies Record<string, Resolver<Run>>,
    FileConnection: {
      totalCount: ({ run }, _, { tracking }) => tracking.files.count(run.id),
    } satisfies Record<string, Resolver<{ run: Run }>>,
    File: {
      id: (file) => fileId(file.run, file.name),
      displayName: (file) => file.name,
      url: (file, { upload }, { addresses }) => addresses.sign(upload ? 'PUT' : 'GET', file.runId, file.name),
      directUrl: (file, _, { addresses }) => addresses.sign('GET', file.runId, file.name),
      storagePath: (file) => file.name,
      mimetype: (file) => file.mimeType,
      updatedAt: (file) => wireTime(file.updatedAt),
      digest: (file) => file.md5,
    } satisfies Record<string, Resolver<FileOfRun>>,
  },
}

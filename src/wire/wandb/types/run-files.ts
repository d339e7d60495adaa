import type { Run, RunFile } from '../../../tracking/index.ts'
import { fileId } from '../ids.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection, pageSize, wireTime } from '../present.ts'
import { type FileAddresses, runFilePlace } from '../storage/addresses.ts'

/** What is said of a file, whosever it is. */
export interface FileNode {
  id: string
  name: string
  displayName: string
  url: string | ((args: { upload?: boolean | null }) => string)
  directUrl: string
  sizeBytes: number
  storagePath: string
  mimetype: string
  updatedAt: string
  /** Base64. */
  digest: string
  md5: string
}

function fileNode(run: Run, file: RunFile, addresses: FileAddresses): FileNode {
  const place = runFilePlace(run.id, file.name)
  return {
    id: fileId(run, file.name),
    name: file.name,
    displayName: file.name,
    url: ({ upload }) => addresses.sign(upload ? 'PUT' : 'GET', place),
    directUrl: addresses.sign('GET', place),
    sizeBytes: file.sizeBytes,
    storagePath: file.name,
    mimetype: file.mimeType,
    updatedAt: wireTime(file.updatedAt),
    digest: file.md5,
    md5: file.md5,
  }
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
      async files(run, { names, pattern, first, after }, { tracking, addresses }) {
        const wanted = (names as (string | null)[] | null)?.filter((name) => name !== null) ?? []
        const limit = pageSize(first, 50, 1000)
        const found = await tracking.files.list(run.id, {
          names: wanted.length > 0 ? wanted : undefined,
          pattern: pattern || undefined,
          after: after ? Buffer.from(after, 'base64').toString('utf8') : undefined,
          limit: limit + 1,
        })
        const nodes = found.slice(0, limit).map((file) => fileNode(run, file, addresses))
        const page = connection(nodes, ({ name }) => Buffer.from(name).toString('base64'), found.length > limit)
        return { ...page, totalCount: () => tracking.files.count(run.id) }
      },
    } satisfies Record<string, Resolver<Run>>,
  },
}

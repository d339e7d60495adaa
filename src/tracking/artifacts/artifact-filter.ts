/** Which collections or versions are wanted. Compiled to SQL in `sql/artifact-filter.ts`. */
export type ArtifactFilter =
  | { all: ArtifactFilter[] }
  | { any: ArtifactFilter[] }
  | { not: ArtifactFilter }
  | { field: ArtifactField; in: (string | number | null)[] }
  | { field: ArtifactField; compare: '>' | '>=' | '<' | '<='; value: string | number }
  /** Letters of either case are the same. */
  | { field: ArtifactField; contains: string }
  | { tag: string }
  | { alias: string }

/** Times are milliseconds since 1970. */
export type ArtifactField =
  | 'name'
  | 'description'
  | 'type'
  | 'createdAt'
  | 'updatedAt'
  | 'state'
  | 'version'
  | 'digest'
  | 'sizeBytes'

export interface ArtifactOrder {
  field: 'id' | 'name' | 'createdAt' | 'updatedAt' | 'version' | 'sizeBytes'
  direction: 'asc' | 'desc'
}

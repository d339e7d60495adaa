/** What is used here of a package that brings no types. */
declare module 's3rver' {
  interface Options {
    address: string
    port: number
    silent: boolean
    directory: string
    configureBuckets: { name: string }[]
  }
  export interface Context {
    method: string
    /** As it came, escaped. */
    path: string
    headers: Record<string, string | undefined>
    query: Record<string, string>
    status: number
    body: unknown
  }
  export default class S3rver {
    constructor(options: Options)
    store: {
      putObject(object: { bucket: string; key: string }): Promise<unknown>
      getObject(bucket: string, key: string, options?: { start?: number; end?: number }): Promise<unknown>
    }
    middleware: ((context: Context, next: () => Promise<unknown>) => Promise<unknown>)[]
    run(): Promise<{ address: string; port: number }>
  }
}

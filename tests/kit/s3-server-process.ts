// Runs `s3rver` until its standard input ends: `node --openssl-legacy-provider s3-server-process.ts DIRECTORY PORT BUCKET`. Says its port.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { SignatureV4 } from '@smithy/signature-v4'
import S3rver, { type Context } from 's3rver'

const [directory = '', port = '', bucket = ''] = process.argv.slice(2)
const server = new S3rver({
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  directory,
  configureBuckets: [{ name: bucket }],
})
putAtOnce(server)
takeFirstByte(server)
abortUploads(server)
verifySignatures(server)
console.log((await server.run()).port)
process.stdin.resume().once('end', () => process.exit(0))

/** S3 has an object whole or not at all; this server writes it in its place as it comes. */
function putAtOnce({ store }: S3rver): void {
  const put = store.putObject.bind(store)
  store.putObject = async (object) => {
    const folder = path.join(directory, object.bucket)
    const incoming = `.incoming/${randomUUID()}`
    const done = await put(Object.assign(Object.create(object), { key: incoming }))
    await mkdir(path.dirname(path.join(folder, object.key)), { recursive: true })
    for (const part of ['metadata.json', 'object.md5', 'object'])
      await rename(path.join(folder, `${incoming}._S3rver_${part}`), path.join(folder, `${object.key}._S3rver_${part}`))
    return done
  }
}

/** It takes `bytes=0-0` for everything, since 0 is no truth. */
function takeFirstByte({ store }: S3rver): void {
  const get = store.getObject.bind(store)
  store.getObject = (name, key, options) =>
    get(name, key, options?.end === 0 ? { ...options, end: Object(0) } : options)
}

/** It cannot abort an upload in parts. */
function abortUploads({ middleware }: S3rver): void {
  middleware.unshift(async (ctx, next) => {
    const { uploadId } = ctx.query
    if (ctx.method !== 'DELETE' || uploadId === undefined) {
      await next()
      return
    }
    await rm(path.join(directory, bucket, '._S3rver_uploads', path.basename(uploadId)), {
      recursive: true,
      force: true,
    })
    ctx.status = 204
  })
}

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/** It knows signatures of version 4 and believes them unseen. Here they are made anew by AWS's own hand and compared. */
function verifySignatures({ middleware }: S3rver): void {
  middleware.unshift(async (ctx, next) => {
    const wanted = ctx.query['X-Amz-Signature'] ? await presigned(ctx) : await signed(ctx)
    if (wanted) await next()
    else {
      ctx.status = 403
      ctx.body = '<Error><Code>SignatureDoesNotMatch</Code><Message>The signature is another.</Message></Error>'
    }
  })
}

const signer = (region: string) =>
  new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false, applyChecksum: false })

async function signed({ method, headers, path: at, query }: Context): Promise<boolean> {
  const found = /Credential=([^/]+)\/\d+\/([^/]+)\/.*SignedHeaders=([^,]+),/.exec(headers['authorization'] ?? '')
  // Another key is for the server itself to refuse.
  if (found?.[1] !== credentials.accessKeyId) return true
  const names = found[3]!.split(';')
  const request = {
    ...{ method, protocol: 'http:', hostname: '', path: at, query },
    headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])),
  }
  const again = await signer(found[2]!).sign(request, {
    signingDate: dateOf(headers['x-amz-date']),
    signableHeaders: new Set(names),
  })
  return signatureIn(again.headers['authorization']) === signatureIn(headers['authorization'])
}

/** Tells the signer that the body is not signed, and is itself no part of an address. */
const contentHash = 'x-amz-content-sha256'

async function presigned({ method, headers, path: at, query }: Context): Promise<boolean> {
  const { 'X-Amz-Signature': signature, ...asked } = query
  const own = Object.entries(asked).filter(([name]) => !name.startsWith('X-Amz-'))
  const request = {
    ...{ method, protocol: 'http:', hostname: '', path: at, query: Object.fromEntries(own) },
    headers: { host: headers['host'] ?? '', [contentHash]: 'UNSIGNED-PAYLOAD' },
  }
  const [signingDate, expiresIn] = [dateOf(asked['X-Amz-Date']), Number(asked['X-Amz-Expires'])]
  const again = await signer(asked['X-Amz-Credential']!.split('/')[2]!).presign(request, {
    ...{ signingDate, expiresIn },
    unhoistableHeaders: new Set([contentHash]),
    unsignableHeaders: new Set([contentHash]),
  })
  return again.query!['X-Amz-Signature'] === signature && signingDate.getTime() + expiresIn * 1000 > Date.now()
}

const signatureIn = (header = '') => header.split('Signature=')[1]

/** `20261124T180000Z` */
const dateOf = (text = '') => new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** As the signer takes it. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Buffer)
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

import { BucketFault, type BucketFaultFacts } from './fault.ts'
import { type BucketSettings, nameOf } from './settings.ts'

/** What is wrong with a bucket, in a sentence, and what puts it right. */
export interface Explanation {
  title: string
  mend: string[]
}

type Explain = (bucket: BucketSettings, facts: BucketFaultFacts) => Explanation

const needed =
  's3:ListBucket on the bucket; s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on its objects'

const hostOf = ({ endpoint }: BucketSettings): string => new URL(endpoint).host

const minutes = (milliseconds: number): string => `${Math.round(Math.abs(milliseconds) / 60_000)} minutes`

const otherRegion: Explain = (bucket, { region }) => ({
  title: region
    ? `The bucket ${nameOf(bucket)} is in the region ${region}, and is asked for in ${bucket.region}`
    : `The bucket ${nameOf(bucket)} is not in the region ${bucket.region}`,
  mend: [`Set AWS_REGION, or ?region= behind BUCKET, to ${region ?? 'the region of the bucket'}.`],
})

const notAllowed: Explain = (bucket, { call }) => ({
  title: `The key of BUCKET may not do this in ${nameOf(bucket)}: ${call}`,
  mend: [`Let it, by a policy with ${needed}.`, 'See whether a policy of the bucket itself refuses it.'],
})

const badToken: Explain = () => ({
  title: 'The session token of the bucket is no longer good',
  mend: ['Set AWS_SESSION_TOKEN anew with the key that belongs to it, or use a key that does not expire.'],
})

const busy: Explain = (bucket, { code }) => ({
  title: `The server of ${nameOf(bucket)} has no time or a fault of its own (${code})`,
  mend: ['Try again. If it stays so, its own log tells why.'],
})

const away: Explain = (bucket, { said }) => ({
  title: `The server of ${nameOf(bucket)} does not answer: ${said}`,
  mend: ['Look at the network between this server and the bucket, and at its firewall.'],
})

/** By S3's own code, an HTTP status, or the reason why a call was not answered. */
const explanations: Record<string, Explain> = {
  NoSuchBucket: (bucket) => ({
    title: `There is no bucket "${bucket.bucket}" at ${hostOf(bucket)}`,
    mend: ['Make the bucket, or correct its name in BUCKET.'],
  }),
  AccessDenied: notAllowed,
  AllAccessDisabled: notAllowed,
  403: notAllowed,
  InvalidAccessKeyId: (bucket) => ({
    title: `${hostOf(bucket)} does not know the key ${bucket.credentials.accessKeyId.slice(0, 4)}...`,
    mend: ['Give a key that exists there, in BUCKET or in AWS_ACCESS_KEY_ID.'],
  }),
  SignatureDoesNotMatch: (bucket) => ({
    title: `${hostOf(bucket)} knows the key of BUCKET, and its secret is another`,
    mend: [
      'Give the secret that belongs to the key. In BUCKET, a secret with special characters is written percent-encoded ("%" as %25).',
      'If the secret is right, see whether a proxy before the bucket changes host or path.',
    ],
  }),
  InvalidToken: badToken,
  ExpiredToken: badToken,
  RequestTimeTooSkewed: (bucket, { ahead }) => ({
    title: `The clock of this machine and that of ${hostOf(bucket)} differ${ahead === undefined ? '' : ` by ${minutes(ahead)}`}`,
    mend: ['Let both keep time by NTP: signatures are good for 15 minutes.'],
  }),
  AuthorizationHeaderMalformed: otherRegion,
  PermanentRedirect: otherRegion,
  TemporaryRedirect: otherRegion,
  IllegalLocationConstraintException: otherRegion,
  301: otherRegion,
  SlowDown: busy,
  InternalError: busy,
  ServiceUnavailable: busy,
  XMinioServerNotInitialized: busy,
  XMinioStorageFull: (bucket) => ({
    title: `The disk of ${hostOf(bucket)} is full`,
    mend: ['Make room there.'],
  }),
  QuotaExceeded: (bucket) => ({
    title: `The quota of ${nameOf(bucket)} is used up`,
    mend: ['Raise it, or make room.'],
  }),
  dns: (bucket) => ({
    title: `The name ${new URL(bucket.endpoint).hostname} is not known on this machine`,
    mend: ['Correct the host in BUCKET, or the name service.'],
  }),
  refused: (bucket) => ({
    title: `Nothing listens at ${hostOf(bucket)}`,
    mend: ['Start the server of the bucket, or correct host and port in BUCKET.'],
  }),
  'connect-timeout': away,
  timeout: away,
  reset: (bucket, { said }) => ({
    title: `${hostOf(bucket)} breaks the connection off: ${said}`,
    mend: [
      bucket.endpoint.startsWith('http:')
        ? 'If it speaks https, set ?tls=true behind BUCKET.'
        : 'If it speaks plain http, set ?tls=false behind BUCKET.',
    ],
  }),
  tls: (bucket, { said }) => ({
    title: `The TLS connection to ${hostOf(bucket)} fails: ${said}`,
    mend: [
      'If its certificate is by an authority of your own, name that in NODE_EXTRA_CA_CERTS (a PEM file).',
      'If it speaks plain http, set ?tls=false behind BUCKET.',
    ],
  }),
  proxy: (bucket, { said }) => ({
    title: `The proxy of the environment does not lead to ${hostOf(bucket)}: ${said}`,
    mend: ['Name the host in NO_PROXY if it is reached without a proxy.'],
  }),
  'endpoint-forbidden': (bucket) => ({
    title: `${hostOf(bucket)} is a link-local or metadata address, which this server never calls`,
    mend: ['Give the address of an S3 server in BUCKET.'],
  }),
}

/** What an error of a bucket's means, never with a secret; null where it is none of the bucket's. */
export function explainBucket(bucket: BucketSettings, error: unknown): Explanation | null {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof BucketFault) return explanationOf(bucket, each.facts)
  return null
}

function explanationOf(bucket: BucketSettings, facts: BucketFaultFacts): Explanation {
  const known = explanations[facts.code]
  if (known) return known(bucket, facts)
  if (facts.status !== undefined && facts.status >= 500) return busy(bucket, facts)
  const said = facts.said.replace(/\s+/g, ' ').slice(0, 200)
  return {
    title: `${hostOf(bucket)} does not answer as an S3 server does (${facts.call}: ${facts.code}: ${said})`,
    mend: ['See whether HOST in BUCKET is the address of the S3 API, and not of a console or another program.'],
  }
}

import { messageOf } from '../../../base/errors.ts'
import type { OutboundError, StreamAnswer } from '../../../base/outbound.ts'
import { textOf } from './xml.ts'

export interface BucketFaultFacts {
  /** S3's own code (`NoSuchBucket`), an HTTP status where it gave none, or the reason of an outbound call (`refused`). */
  code: string
  /** S3's own words, or those of what failed. */
  said: string
  /** `GET list`, `PUT object`. */
  call: string
  status?: number
  /** The region that the bucket says it is in. */
  region?: string
  /** Milliseconds that the bucket's clock is ahead of ours. */
  ahead?: number
}

/** The bucket did not do what it was asked. */
export class BucketFault extends Error {
  override readonly name = 'BucketFault'
  readonly facts: BucketFaultFacts

  constructor(facts: BucketFaultFacts, cause?: unknown) {
    super(`${facts.call}: ${facts.code}: ${facts.said}`, { cause })
    this.facts = facts
  }

  /** Whether the same call may go well a moment later. */
  get isPassing(): boolean {
    const { status, code } = this.facts
    return status === undefined ? passingReasons.has(code) : status >= 500 || status === 429 || passingCodes.has(code)
  }
}

const passingReasons = new Set(['dns', 'refused', 'connect-timeout', 'timeout', 'reset', 'proxy'])
const passingCodes = new Set(['SlowDown', 'RequestTimeout', 'OperationAborted'])

/** Where the bucket's clock is ahead by less than this, the difference is the network's. */
const noticed = 60_000

/** Words of an error that are read: more than S3 ever says. */
const read = 64 * 1024

/** What an answer that is no success says. Reads its body. */
export async function faultOf(call: string, answer: StreamAnswer): Promise<BucketFault> {
  const xml = await startOf(answer)
  const ahead = Date.parse(answer.headers['date'] ?? '') - Date.now()
  const region = textOf(xml, 'Region') ?? answer.headers['x-amz-bucket-region']
  return new BucketFault({
    call,
    status: answer.status,
    code: textOf(xml, 'Code') ?? String(answer.status),
    said: textOf(xml, 'Message') ?? (xml.trim().slice(0, 200) || `HTTP status ${answer.status}`),
    ...(region && { region }),
    ...(Math.abs(ahead) > noticed && { ahead }),
  })
}

/** What kept a call from being answered. */
export const faultOfCall = (call: string, error: OutboundError): BucketFault =>
  new BucketFault({ call, code: error.reason, said: error.facts.message ?? messageOf(error) }, error)

async function startOf({ body }: StreamAnswer): Promise<string> {
  let text = ''
  try {
    for await (const piece of body) {
      text += String(piece)
      if (text.length > read) break
    }
  } catch {
    // What came until then says enough.
  }
  return text
}

import { gunzipSync } from 'node:zlib'
import { AppError } from '../../../base/errors.ts'
import type { StreamChunk, StreamOutcome } from '../../../tracking/history/history.ts'

/** What one `file_stream` request says: lines for the history, and how the run is. */
export interface StreamBody {
  chunk: StreamChunk
  status: Omit<StreamOutcome, 'counts' | 'changed'>
}

/** Largest body once it is unpacked. The client's own lines stay below 10 MiB, its requests mostly below 11. */
const largestBody = 256 * 1024 * 1024

/**
 * Reads the client's body, gzip or plain:
 * `{"files":{"wandb-history.jsonl":{"offset":0,"content":["{...}"]}},"uploaded":["f.txt"],"complete":true,"exitcode":0}`, every key of it
 * optional. Throws AppError `stream-malformed`.
 */
export function readStreamBody(bytes: Uint8Array): StreamBody {
  const body = parseObject(unpack(bytes))
  const files = body['files'] ?? {}
  if (!isObject(files)) throw malformed('"files" is no object')
  const chunk: StreamChunk = {}
  for (const [name, content] of Object.entries(files)) addFile(chunk, name, content)
  return {
    chunk,
    status: {
      complete: body['complete'] === true,
      exitCode: typeof body['exitcode'] === 'number' ? body['exitcode'] : null,
      preempting: body['preempting'] === true,
      uploaded: Array.isArray(body['uploaded']) ? body['uploaded'].filter((each) => typeof each === 'string') : [],
    },
  }
}

function addFile(chunk: StreamChunk, name: string, value: unknown): void {
  if (!isObject(value)) throw malformed(`the file "${name}" is no object`)
  const { offset = 0, content = [] } = value
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    throw malformed(`the offset of "${name}" is no line number`)
  if (!Array.isArray(content) || !content.every((line) => typeof line === 'string'))
    throw malformed(`the content of "${name}" is no list of lines`)
  const lines: string[] = content
  if (name === 'wandb-history.jsonl') chunk.history = { offset, lines }
  else if (name === 'wandb-events.jsonl') chunk.events = { offset, lines }
  else if (name === 'output.log') chunk.log = { offset, lines }
  else if (name === 'wandb-summary.json' && lines.length > 0) chunk.summary = lines.at(-1)
}

function unpack(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return buffer.toString()
  try {
    return gunzipSync(buffer, { maxOutputLength: largestBody }).toString()
  } catch (cause) {
    throw malformed('it looks like gzip and cannot be unpacked', cause)
  }
}

function parseObject(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw malformed('it is not JSON', cause)
  }
  if (!isObject(body)) throw malformed('it is no JSON object')
  return body
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const malformed = (reason: string, cause?: unknown) =>
  new AppError('invalid', 'stream-malformed', `The body of this stream request cannot be used: ${reason}.`, { cause })

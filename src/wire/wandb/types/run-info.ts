import { text } from 'node:stream/consumers'
import type { Files, Run } from '../../../tracking/index.ts'

type Facts = Record<string, unknown>

/** The file in which a client tells of program and machine. */
const metadataFile = 'wandb-metadata.json'
const longestMetadata = 1_000_000

/** Program, machine and commit of a run, as its client told them when it began; null where it told nothing. */
export async function readRunInfo(run: Run, files: Pick<Files, 'find' | 'read'>) {
  const file = await files.find(run.id, metadataFile)
  if (!file || file.sizeBytes > longestMetadata) return null
  const facts = parse(await text(await files.read(run.id, metadataFile)))
  if (!facts) return null
  const git = object(facts['git'])
  return {
    program: word(facts['program']) ?? run.program,
    args: Array.isArray(facts['args']) ? facts['args'].map(String) : [],
    os: word(facts['os']),
    python: word(facts['python']),
    colab: word(facts['colab']),
    executable: word(facts['executable']),
    codeSaved: typeof facts['codePath'] === 'string',
    cpuCount: count(facts['cpu_count']),
    gpuCount: count(facts['gpu_count']),
    gpu: word(facts['gpu']),
    git: {
      remote: word(git?.['remote'] ?? git?.['remoteURL']) ?? run.repository,
      commit: word(git?.['commit']) ?? run.commit,
    },
  }
}

function parse(json: string): Facts | null {
  try {
    return object(JSON.parse(json))
  } catch {
    // It is a file of the run, which anybody who may write there can put anything in.
    return null
  }
}

const object = (value: unknown): Facts | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : null
const word = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const count = (value: unknown): number | null =>
  Number.isInteger(value) && Math.abs(value as number) < 2 ** 31 ? (value as number) : null

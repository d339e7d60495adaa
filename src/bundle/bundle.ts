import { type BundleParts, type Gathered, gather } from './collect.ts'
import { readKnownSecrets } from './known-secrets.ts'
import { noLiveCredentials, readLiveCredentials } from './live-credentials.ts'
import { readmeOf } from './readme.ts'
import { createScan, type Scan } from './scan.ts'
import { type ZippedFile, zipOf } from './zip.ts'

/** The debug bundle: what somebody needs to know who helps, and no secret. */
export interface Bundle {
  /** `signpost-bundle-HOST-20261231-235959.zip` */
  name: string
  zip(): AsyncGenerator<Uint8Array>
}

/** Who asked for it, and where: `page`, `command line`. */
export interface Asked {
  actor: string
  place: string
}

/** Gathers, takes secrets out, and tells on the first page what it found. Fails where it cannot tell what the secrets are. */
export async function makeBundle(parts: BundleParts, { actor, place }: Asked): Promise<Bundle> {
  const at = new Date(parts.clock.now())
  const providers = await parts.settings.list()
  const scan = createScan(
    await readKnownSecrets(parts, providers),
    parts.db ? await readLiveCredentials(parts.db) : noLiveCredentials,
  )
  const cleaned: Gathered = {}
  for (const [file, value] of Object.entries(await gather(parts, providers)))
    cleaned[file] = await scan.clean(file, value)
  const { publicUrl } = parts.config
  const about = await scan.clean('README.html', { at: at.toISOString(), publicUrl, madeAt: place })
  const files = await written(scan, cleaned)
  const readme = { name: 'README.html', text: readmeOf(about, cleaned, scan.cuts()) }
  files.unshift({ ...readme, text: await lookedThrough(scan, readme) })
  parts.events.emit('audited', {
    action: 'bundle-made',
    actor,
    subject: 'debug bundle',
    facts: { cuts: scan.cuts().length },
  })
  const stamp = at
    .toISOString()
    .replaceAll(/[-:]|\..*/g, '')
    .replace('T', '-')
  return { name: `signpost-bundle-${hostOf(publicUrl)}-${stamp}.zip`, zip: () => zipOf(files, at) }
}

async function written(scan: Scan, cleaned: Gathered): Promise<ZippedFile[]> {
  const files: ZippedFile[] = []
  for (const [name, value] of Object.entries(cleaned))
    files.push({ name, text: await lookedThrough(scan, { name, text: textOf(name, value) }) })
  return files
}

/** Once more as it is written: what is no text in the structure, such as a number, may be a secret as well. */
const lookedThrough = async (scan: Scan, { name, text }: ZippedFile): Promise<string> => {
  const lines = await scan.clean(name, text.split('\n'))
  return lines.join('\n')
}

function textOf(name: string, value: unknown): string {
  if (!name.endsWith('.txt') || !Array.isArray(value)) return `${JSON.stringify(value, null, 2)}\n`
  return value.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
}

const hostOf = (publicUrl: string): string =>
  (URL.parse(publicUrl)?.hostname ?? 'server').replaceAll(/[^a-z0-9.-]+/gi, '-').slice(0, 60)

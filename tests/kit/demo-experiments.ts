import { crc32, deflateSync } from 'node:zlib'
import { type LoggingTo, logRun } from './experiments.ts'

/** A small generator of numbers between 0 and 1: the same seed gives the same pictures. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const adjectives = ['quiet', 'amber', 'brisk', 'mellow', 'copper', 'hazel', 'lucid', 'sober', 'tidal', 'vivid']
const nouns = ['harbor', 'meadow', 'orchard', 'lantern', 'summit', 'delta', 'thicket', 'garnet', 'willow', 'comet']

/** A project of training runs as one meets them: learning rates, noise, one that diverges, one that crashed, one still going. */
export async function logDemoProject(to: LoggingTo, runs = 12): Promise<void> {
  const now = Date.now() / 1000
  for (let index = 0; index < runs; index++) {
    const roll = dice(index + 1)
    const name = `${adjectives[index % adjectives.length]}-${nouns[(index * 7) % nouns.length]}-${index + 1}`
    const lr = [0.0003, 0.001, 0.003, 0.01][index % 4]!
    const isLast = index === runs - 1
    const steps = isLast ? 1400 : 1700 + Math.round(roll() * 600)
    const pace = 1.1 + roll()
    await logRun(to, {
      name: `run${String(index + 1).padStart(5, '0')}`,
      displayName: name,
      tags: index % 4 === 1 ? ['baseline'] : index % 5 === 0 ? ['sweep', 'cosine'] : [],
      notes:
        index === runs - 1 ? 'Wider backbone, cosine schedule. Compare with the baseline of last week.' : undefined,
      config: {
        lr,
        batch_size: [64, 128, 256][index % 3],
        seed: 17 + index,
        optimizer: { name: 'adamw', weight_decay: 0.05, betas: [0.9, 0.999] },
        model: { name: 'convnext-tiny', depths: [3, 3, 9, 3], drop_path: 0.1 },
        data: { set: 'cifar100', augment: 'randaug', workers: 8 },
      },
      history: curves(steps, lr, index === 3, roll),
      events: machine(Math.round((steps * pace) / 15), roll),
      log: output(steps, index === 4),
      files: { 'wandb-metadata.json': JSON.stringify(metadata), ...pictures(roll) },
      exitCode: isLast ? undefined : index === 4 ? 1 : 0,
      startedAt: now - (runs - index) * 5400 - steps * pace,
      secondsAStep: pace,
    })
  }
}

function curves(steps: number, lr: number, diverges: boolean, roll: () => number): Record<string, unknown>[] {
  const speed = 0.0012 + Math.log10(lr / 0.0001) * 0.0012
  const floor = 0.25 + roll() * 0.25
  return Array.from({ length: steps }, (_, step) => {
    const done = Math.exp(-step * speed)
    const noise = (size: number) => (roll() - 0.5) * size
    const blowUp = diverges && step > steps * 0.6 ? (step / steps - 0.6) * 6 : 0
    const line: Record<string, unknown> = {
      loss: floor + 4.2 * done + noise(0.5) * (0.25 + done) + blowUp + (roll() < 0.002 ? 1.5 * roll() : 0),
      accuracy: Math.max(0, Math.min(1, 0.92 - floor * 0.3 - 0.9 * done + noise(0.06) - blowUp * 0.15)),
      'optimizer/grad_norm': 0.6 + 3 * done + Math.abs(noise(0.8)) + blowUp * 2,
      'optimizer/lr': lr * 0.5 * (1 + Math.cos((Math.PI * step) / 2400)) * Math.min(1, step / 120),
      'perf/images_per_second': 2350 + noise(160) - (step % 400 < 12 ? 900 : 0),
      epoch: Math.floor(step / 100),
    }
    if (step % 50 === 49) {
      line['val_loss'] = floor + 0.18 + 4 * done + noise(0.08) + blowUp * 1.2
      line['val_accuracy'] = Math.max(0, 0.88 - floor * 0.3 - 0.88 * done + noise(0.015) - blowUp * 0.15)
    }
    if (step === steps - 1)
      line['samples'] = { _type: 'images/separated', count: 4, filenames: [0, 1, 2, 3].map(pictureName) }
    return line
  })
}

const machine = (count: number, roll: () => number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, at) => ({
    'system.cpu': 38 + 14 * Math.sin(at / 9) + roll() * 8,
    'system.memory_percent': 41 + Math.min(20, at / 6) + roll(),
    'system.proc.memory.rssMB': 5200 + Math.min(2400, at * 14),
    'system.gpu.0.gpu': 88 + roll() * 10 - (at % 26 === 0 ? 60 : 0),
    'system.gpu.0.temp': 61 + Math.min(14, at / 5) + roll() * 2,
    'system.gpu.0.powerWatts': 255 + roll() * 40,
    'system.gpu.1.gpu': 86 + roll() * 11 - (at % 26 === 0 ? 60 : 0),
    'system.network.recv': at * 3_400_000,
    'system.disk.in': at * 41,
  }))

function output(steps: number, fails: boolean): string[] {
  let at = Date.UTC(2026, 0, 12, 9, 30)
  const line = (text: string, level = '') => {
    at += 4000
    return `${level}${new Date(at).toISOString().slice(0, -1)}000 ${text}`
  }
  const lines = [line('loading cifar100 from /data'), line('model: convnext-tiny, 27.9 M parameters')]
  for (let step = 0; step < steps; step += 5) {
    const loss = (0.4 + 4.2 * Math.exp(-step * 0.003)).toFixed(4)
    lines.push(line(`epoch ${Math.floor(step / 100)}  step ${step}  loss ${loss}`))
  }
  const trouble = [
    'Traceback (most recent call last):',
    '  File "train.py", line 148, in <module>',
    '    loss.backward()',
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.50 GiB',
  ]
  if (fails) lines.push(...trouble.map((each) => line(each, 'ERROR ')))
  return lines
}

const metadata = {
  os: 'Linux-6.1.0-18-amd64-x86_64-with-glibc2.36',
  python: '3.12.4',
  program: 'train.py',
  args: ['--model', 'convnext-tiny', '--epochs', '24'],
  cpu_count: 32,
  gpu: 'NVIDIA A100-SXM4-80GB',
  gpu_count: 2,
  memory: { total: '503' },
}

const pictureName = (index: number): string => `media/images/val/samples_${index}.png`

const pictures = (roll: () => number): Record<string, Uint8Array> =>
  Object.fromEntries([0, 1, 2, 3].map((index) => [pictureName(index), blob(96, roll)]))

/** A PNG of soft coloured spots. */
function blob(size: number, roll: () => number): Uint8Array {
  const spots = Array.from({ length: 4 }, () => [roll(), roll(), 0.15 + roll() * 0.3, roll(), roll(), roll()] as const)
  const rows = Buffer.alloc(size * (size * 3 + 1))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (const channel of [0, 1, 2] as const) {
        let light = 0.12
        for (const [cx, cy, radius, ...tint] of spots) {
          const distance = Math.hypot(x / size - cx, y / size - cy) / radius
          light += Math.exp(-distance * distance * 2) * tint[channel]!
        }
        rows[y * (size * 3 + 1) + 1 + x * 3 + channel] = Math.min(255, light * 255)
      }
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  frame.set(body, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

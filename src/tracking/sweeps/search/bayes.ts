import type { Parameter } from '../config/parameter.ts'
import { fitKernel, gaussianProcess, type Kernel } from './gaussian-process.ts'
import { normalCdf, normalDensity } from './normal.ts'
import { createSpace } from './space.ts'

/** A run as the search sees it. */
export interface Observation {
  /** Where its values are, one position a parameter. */
  positions: number[]
  /** What it came to, the less the better; null while it runs. */
  loss: number | null
}

export interface BayesSearch {
  /** Positions of the parameters' values for the next run. Plain data in and out, since it may run in a thread of its own. */
  next(parameters: Parameter[], observations: Observation[]): Promise<number[]>
}

/** Runs beyond these are left out of the fit, whose time grows with their third power: the best are kept, and of the rest the newest. */
const mostRuns = 80
const fewestRuns = 3
const candidates = 500

/**
 * The point with the greatest expected improvement over the best loss so far, under a Gaussian process fitted to what ended. Runs that
 * still run are taken to come to what the process expects of them, so that two agents are not sent to the same place.
 * Jones, Schonlau, Welch, "Efficient Global Optimization of Expensive Black-Box Functions" (1998), https://doi.org/10.1023/A:1008306431147;
 * Ginsbourger, Le Riche, Carraro, "Kriging Is Well-Suited to Parallelize Optimization" (2010), the "believer".
 */
export function nextByExpectedImprovement(
  parameters: readonly Parameter[],
  observations: readonly Observation[],
  random: () => number,
): number[] {
  const anywhere = () => parameters.map(() => random())
  const ended = observations.filter(({ loss }) => loss !== null && Number.isFinite(loss)) as {
    positions: number[]
    loss: number
  }[]
  if (ended.length < fewestRuns) return anywhere()
  const space = createSpace(parameters)
  const kept = mostTelling(ended)
  const x = kept.map(({ positions }) => space.place(positions))
  const y = standardized(kept.map(({ loss }) => loss))
  const kernel = fitKernel(x, y)
  const running = observations.filter(({ loss }) => loss === null).slice(-mostRuns / 2)
  const process = withBelieved(
    x,
    y,
    kernel,
    running.map(({ positions }) => space.place(positions)),
  )
  if (!process) return anywhere()

  const least = Math.min(...y)
  const leaders = kept.toSorted((a, b) => a.loss - b.loss).slice(0, 5)
  const tried = new Set(space.discrete ? observations.map(({ positions }) => String(space.place(positions))) : [])
  let best = anywhere()
  let bestImprovement = -1
  for (let candidate = 0; candidate < candidates; candidate++) {
    const leader = candidate % 3 === 0 ? leaders[Math.floor(random() * leaders.length)] : undefined
    const positions = leader ? nearTo(leader.positions, random) : anywhere()
    const place = space.place(positions)
    if (space.discrete && tried.has(String(place))) continue
    const improvement = expectedImprovement(process.predict(place), least)
    if (improvement > bestImprovement) [best, bestImprovement] = [positions, improvement]
  }
  return best
}

/** How much below `least` a value is to be expected, on average over what it may be. */
export function expectedImprovement({ mean, deviation }: { mean: number; deviation: number }, least: number): number {
  if (deviation < 1e-9) return Math.max(least - mean, 0)
  const z = (least - mean) / deviation
  return (least - mean) * normalCdf(z) + deviation * normalDensity(z)
}

function mostTelling<Ended extends { loss: number }>(ended: Ended[]): Ended[] {
  if (ended.length <= mostRuns) return ended
  const best = new Set(ended.toSorted((a, b) => a.loss - b.loss).slice(0, mostRuns / 2))
  const newest = ended.filter((each) => !best.has(each)).slice(-mostRuns / 2)
  return [...best, ...newest]
}

/** With mean 0 and variance 1. What is far worse than most is drawn nearer: one diverged run must not make all others look alike. */
function standardized(losses: number[]): Float64Array {
  const sorted = losses.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]!
  const worst = median + 3 * (median - sorted[0]!)
  const drawn = losses.map((loss) => (median > sorted[0]! ? Math.min(loss, worst) : loss))
  const mean = drawn.reduce((sum, loss) => sum + loss, 0) / drawn.length
  const variance = drawn.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / drawn.length
  return Float64Array.from(drawn, (loss) => (loss - mean) / (Math.sqrt(variance) || 1))
}

function withBelieved(x: Float64Array[], y: Float64Array, kernel: Kernel, running: Float64Array[]) {
  const process = gaussianProcess(x, y, kernel)
  if (!process || running.length === 0) return process
  const believed = running.map((place) => process.predict(place).mean)
  return gaussianProcess([...x, ...running], [...y, ...believed], kernel)
}

/** One step away, most often a small one, in some of the dimensions. */
function nearTo(positions: readonly number[], random: () => number): number[] {
  const reach = 0.2 * random() ** 2
  return positions.map((position) => {
    if (random() < 0.3) return random() < 0.1 ? random() : position
    const moved = position + reach * (2 * random() - 1)
    return Math.min(Math.max(moved, 0), 1 - 1e-9)
  })
}

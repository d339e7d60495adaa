/**
 * Regression by a Gaussian process with a Matérn 5/2 kernel, one length scale for each dimension: Rasmussen and Williams, "Gaussian
 * Processes for Machine Learning" (2006), algorithm 2.1 and section 4.2, http://gaussianprocess.org/gpml/
 */
export interface GaussianProcess {
  /** Mean and standard deviation of the function at `x`. */
  predict(x: ArrayLike<number>): { mean: number; deviation: number }
}

export interface Kernel {
  /** How far along each dimension values stay alike. */
  lengths: number[]
  /** Variance of the noise, where that of the function is 1. */
  noise: number
}

/** `x` are points, `y` their values with mean 0 and variance 1. Null where the points cannot be told apart numerically. */
export function gaussianProcess(
  x: readonly Float64Array[],
  y: ArrayLike<number>,
  kernel: Kernel,
): GaussianProcess | null {
  const factor = cholesky(covariance(x, kernel), x.length)
  if (!factor) return null
  const weights = solveUpper(factor, solveLower(factor, y))
  return {
    predict(at) {
      const near = Float64Array.from(x, (each) => matern(each, at, kernel.lengths))
      let mean = 0
      for (let i = 0; i < near.length; i++) mean += near[i]! * weights[i]!
      let explained = 0
      for (const each of solveLower(factor, near)) explained += each * each
      return { mean, deviation: Math.sqrt(Math.max(1 - explained, 0)) }
    },
  }
}

/** The logarithm of how likely the values are under a kernel, but for a constant; -Infinity where that cannot be said. */
export function logLikelihood(x: readonly Float64Array[], y: ArrayLike<number>, kernel: Kernel): number {
  const factor = cholesky(covariance(x, kernel), x.length)
  if (!factor) return -Infinity
  let sum = 0
  const half = solveLower(factor, y)
  for (let i = 0; i < x.length; i++) sum -= (half[i]! * half[i]!) / 2 + Math.log(factor[i * x.length + i]!)
  return sum
}

/**
 * The likeliest kernel for some values, in two steps: one length for all dimensions and a noise, then each dimension's own length.
 * Coarse on purpose: a suggestion needs the right order of magnitude, at once. A weak preference for lengths about the width of the
 * space keeps few points from proving anything.
 */
export function fitKernel(x: readonly Float64Array[], y: ArrayLike<number>): Kernel {
  const dimensions = x[0]?.length ?? 0
  const score = (kernel: Kernel) =>
    logLikelihood(x, y, kernel) - kernel.lengths.reduce((sum, length) => sum + Math.log(length / 0.5) ** 2 / 8, 0) / 2
  let best: Kernel = { lengths: new Array(dimensions).fill(0.5), noise: 1e-3 }
  let bestScore = score(best)
  const consider = (kernel: Kernel) => {
    const reached = score(kernel)
    if (reached > bestScore) [best, bestScore] = [kernel, reached]
  }
  for (const length of [0.1, 0.2, 0.4, 0.8, 1.6])
    for (const noise of [1e-6, 1e-3, 5e-2]) consider({ lengths: new Array(dimensions).fill(length), noise })
  for (let dimension = 0; dimension < dimensions; dimension++)
    for (const factor of [1 / 3, 3]) {
      const lengths = best.lengths.with(dimension, best.lengths[dimension]! * factor)
      consider({ ...best, lengths })
    }
  return best
}

function matern(a: ArrayLike<number>, b: ArrayLike<number>, lengths: readonly number[]): number {
  let square = 0
  for (let i = 0; i < lengths.length; i++) {
    const difference = (a[i]! - b[i]!) / lengths[i]!
    square += difference * difference
  }
  const distance = Math.sqrt(5 * square)
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance)
}

/** Row after row; only the lower triangle is filled. */
function covariance(x: readonly Float64Array[], { lengths, noise }: Kernel): Float64Array {
  const n = x.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[i * n + j] = matern(x[i]!, x[j]!, lengths)
    matrix[i * n + i] = 1 + noise + 1e-8
  }
  return matrix
}

/** The lower triangle L with L L' = matrix, written over it; null where it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | null {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!
      if (i !== j) matrix[i * n + j] = sum / matrix[j * n + j]!
      else if (sum <= 0) return null
      else matrix[i * n + i] = Math.sqrt(sum)
    }
  }
  return matrix
}

function solveLower(factor: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length
  const solution = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = right[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * solution[k]!
    solution[i] = sum / factor[i * n + i]!
  }
  return solution
}

function solveUpper(factor: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  const solution = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * solution[k]!
    solution[i] = sum / factor[i * n + i]!
  }
  return solution
}

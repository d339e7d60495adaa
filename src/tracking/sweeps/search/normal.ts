/**
 * The standard normal distribution. Its quantile by Acklam's rational approximation, refined once by Halley's method:
 * https://web.archive.org/web/20151030215612/http://home.online.no/~pjacklam/notes/invnorm/
 */
export function normalQuantile(p: number): number {
  if (p <= 0 || p >= 1) return p <= 0 ? -Infinity : Infinity
  const x = p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
  const error = normalCdf(x) - p
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
  return x - step / (1 + (x * step) / 2)
}

/** The quantile at 1 - p, for p up to 0.5. */
function upperQuantile(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return (
      -polynomial(
        [
          -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
          2.938163982698783,
        ],
        q,
      ) / polynomial([7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1], q)
    )
  }
  const q = 0.5 - p
  const r = q * q
  const numerator = [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ]
  const denominator = [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
  ]
  return (polynomial(numerator, r) * q) / polynomial(denominator, r)
}

const polynomial = (coefficients: number[], x: number) => coefficients.reduce((sum, each) => sum * x + each, 0)

export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** By the complementary error function, whose relative error stays small in the tails too (Numerical Recipes, `erfccheb`). */
export const normalCdf = (x: number): number => erfc(-x / Math.SQRT2) / 2

const chebyshev = [
  -1.3026537197817094, 0.6419697923564902, 1.9476473204185836e-2, -9.561514786808631e-3, -9.46595344482036e-4,
  3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5, -1.624290004647e-6, 1.30365583558e-6, 1.5626441722e-8,
  -8.5238095915e-8, 6.529054439e-9, 5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12,
  -6.886027e-12, 8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15,
]

function erfc(x: number): number {
  const z = Math.abs(x)
  const t = 2 / (2 + z)
  let d = 0
  let before = 0
  for (let index = chebyshev.length - 1; index > 0; index--) {
    const kept = d
    d = (4 * t - 2) * d - before + chebyshev[index]!
    before = kept
  }
  const tail = t * Math.exp(-z * z + 0.5 * (chebyshev[0]! + (4 * t - 2) * d) - before)
  return x >= 0 ? tail : 2 - tail
}

/**
 * Exponential moving average with the bias of its start taken out (as a running weighted mean that begins empty), so that the
 * first points are not drawn towards zero. Gaps stay gaps and do not weigh.
 * @param weight 0 (as logged) to below 1 (smoother)
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values]
  let mean = 0
  let mass = 0
  return values.map((value) => {
    if (value === null) return null
    mean = mean * weight + value * (1 - weight)
    mass = mass * weight + (1 - weight)
    return mean / mass
  })
}

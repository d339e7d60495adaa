import type { Series } from '../history.ts'

/**
 * Buckets of equal width between two x, filled in order of x. Where there are no more points than buckets, each point is one. A bucket
 * without any finite value has NaN or an infinity for all of its numbers.
 */
export class BucketList {
  readonly #exact: boolean
  readonly #from: number
  readonly #width: number
  readonly #count: number
  #current = -1
  readonly #x: number[] = []
  readonly #last: number[] = []
  readonly #min: number[] = []
  readonly #max: number[] = []
  readonly #counts: number[] = []

  constructor(points: number, buckets: number, from: number, to: number) {
    this.#exact = points <= buckets
    this.#from = from
    this.#count = buckets
    this.#width = (to - from) / buckets
  }

  /** Adds points that all belong together: the x and y of the last, the extremes of the finite ones (NaN where there are none). */
  add(x: number, last: number, min: number, max: number, count: number): void {
    const bucket = this.#width > 0 ? Math.min(Math.floor((x - this.#from) / this.#width), this.#count - 1) : 0
    if (this.#exact || bucket !== this.#current || this.#x.length === 0) {
      this.#current = bucket
      this.#x.push(x)
      this.#last.push(last)
      this.#min.push(min)
      this.#max.push(max)
      this.#counts.push(count)
      return
    }
    const at = this.#x.length - 1
    this.#x[at] = x
    this.#last[at] = last
    this.#min[at] = lesser(this.#min[at]!, min)
    this.#max[at] = -lesser(-this.#max[at]!, -max)
    this.#counts[at]! += count
  }

  arrays(): Pick<Series, 'x' | 'last' | 'min' | 'max' | 'count' | 'exact'> {
    return {
      x: this.#x,
      last: this.#last,
      min: this.#min,
      max: this.#max,
      count: this.#counts,
      exact: this.#exact,
    }
  }
}

/** The lesser of two numbers; one that is not finite gives way to the other. */
const lesser = (a: number, b: number): number => {
  if (!Number.isFinite(a)) return Number.isFinite(b) ? b : a
  return Number.isFinite(b) ? Math.min(a, b) : a
}

/** A number for reading: 4 significant digits, exponents outside 10^-4 to 10^7, whole numbers with thin groups. */
export function readable(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e9) return group(value)
  if (size < 1e-4 || size >= 1e7) return tidyExponent(value.toExponential(digits - 1))
  return minus(trimZeros(value.toPrecision(digits)))
}

/** A size on disk: `0 B`, `3.2 kB`, `14 MB` (powers of 1000). */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let rest = value
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000
    unit += 1
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : trimZeros(rest.toPrecision(2))} ${units[unit]}`
}

/** Tick labels of one axis: all with the same number of decimals, as many as their distance needs. */
export function ticks(values: number[]): string[] {
  const sizes = values.map(Math.abs).filter((each) => each > 0)
  const largest = Math.max(0, ...sizes)
  const step = smallestStep(values)
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    const digits = Math.min(6, Math.max(0, Math.ceil(Math.log10(largest / step) - 1e-9)))
    return values.map((each) => (each === 0 ? '0' : short(each, digits)))
  }
  const decimals = decimalsOf(step)
  return values.map((each) => (decimals === 0 ? group(Math.round(each)) : minus(each.toFixed(decimals))))
}

/** As many decimals as write a distance exactly: 2 for 0.25, 1 for 0.5, 0 for 20. */
function decimalsOf(step: number): number {
  let decimals = 0
  while (decimals < 8 && Math.abs(step - Number(step.toFixed(decimals))) > step * 1e-3) decimals += 1
  return decimals
}

function smallestStep(values: number[]): number {
  let step = Number.POSITIVE_INFINITY
  for (let i = 1; i < values.length; i++) {
    const distance = Math.abs(values[i]! - values[i - 1]!)
    if (distance > 0 && distance < step) step = distance
  }
  return Number.isFinite(step) ? step : Math.abs(values[0] ?? 1) || 1
}

/** `1.5M`, `20M`, `3G`; below a thousandth and past 10^15 with an exponent. */
function short(value: number, digits: number): string {
  const size = Math.abs(value)
  if (size >= 1e6 && size < 1e15) {
    const [unit, name] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'G'] : [1e6, 'M']
    return minus(trimZeros((value / unit).toFixed(Math.min(3, digits))) + name)
  }
  if (size >= 1e3 && size < 1e6) return minus(`${trimZeros((value / 1e3).toFixed(Math.min(3, digits)))}k`)
  return tidyExponent(value.toExponential(Math.min(3, digits)))
}

/** Groups of three from five digits on, by a thin space. */
function group(value: number): string {
  const digits = String(Math.abs(value))
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, '\u2009') : digits
  return value < 0 ? `−${grouped}` : grouped
}

const minus = (text: string) => text.replace('-', '−')
const trimZeros = (text: string) => (text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text)
const tidyExponent = (text: string) =>
  text.replace(
    /^(-?)(\d(?:\.\d+)?)e([+-])(\d+)$/,
    (_, sign, mantissa, up, power) =>
      `${sign === '-' ? '−' : ''}${trimZeros(mantissa)}e${up === '-' ? '−' : ''}${power}`,
  )

import { readable } from '../text/numbers.ts'
import type { ChartLine } from './lines.ts'
import { nearest } from './lines.ts'
import styles from './tooltip.module.css'

export interface Reading {
  line: ChartLine
  index: number
  y: number | null
  text: string
}

/** What each line says nearest to an x, the highest first. Lines that are far from it (a run that ended before) are left out. */
export function readAt(lines: readonly ChartLine[], x: number, reach: number): Reading[] {
  const readings: Reading[] = []
  for (const line of lines) {
    const index = nearest(line.x, x)
    if (index < 0 || Math.abs(line.x[index]! - x) > reach) continue
    const y = line.y[index] ?? null
    const logged = line.logged[index]
    readings.push({ line, index, y, text: y === null ? String(logged) : readable(y) })
  }
  return readings.sort((a, b) => (b.y ?? Number.NEGATIVE_INFINITY) - (a.y ?? Number.NEGATIVE_INFINITY))
}

const most = 12
let box: HTMLDivElement | undefined

/** The one tooltip of the page, placed beside the pointer. It repeats what the chart's own table says, so screen readers skip it. */
export function showTooltip(
  at: { left: number; top: number },
  title: string,
  readings: Reading[],
  focused: string | null,
): void {
  box ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: styles['box'] }))
  box.setAttribute('aria-hidden', 'true')
  box.dataset['tooltip'] = ''
  const middle = Math.max(
    0,
    readings.findIndex((each) => each.line.run === focused),
  )
  const first = Math.max(0, Math.min(middle - most / 2, readings.length - most))
  box.replaceChildren(
    element('div', styles['title'], title),
    ...readings.slice(first, first + most).map((each) => row(each, each.line.run === focused)),
    ...(readings.length > most ? [element('div', styles['more'], `and ${readings.length - most} more`)] : []),
  )
  box.style.display = 'block'
  const { offsetWidth: width, offsetHeight: height } = box
  const left = at.left + 16 + width > innerWidth ? at.left - 16 - width : at.left + 16
  const top = Math.min(Math.max(8, at.top - height / 2), innerHeight - height - 8)
  box.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`
}

export function hideTooltip(): void {
  if (box) box.style.display = 'none'
}

function row(reading: Reading, isFocused: boolean): HTMLElement {
  const whole = element('div', styles['row'])
  if (isFocused) whole.dataset['focused'] = ''
  const dot = element('span', styles['dot'])
  dot.style.background = reading.line.ink.color
  whole.append(dot, element('span', styles['name'], reading.line.name), element('span', styles['value'], reading.text))
  return whole
}

function element(tag: string, className: string | undefined, text = ''): HTMLElement {
  return Object.assign(document.createElement(tag), { className: className ?? '', textContent: text })
}

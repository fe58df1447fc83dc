import { element, INK, QUIET_INK, wholeSvg, xml } from './svg.ts'

/** A column of a chart: its value, and what stands below it; blank for most when there are many. */
export type Bar = { value: number; label: string }

const PLOT = { left: 88, top: 16, height: 240, below: 36, right: 16 }
const COLUMN = { width: 12, gap: 3 }
const LETTERS = 14
const FILL = '#1d70b8'
const RULE = '#cecece'
const LINES = 4

/** Draws a chart of columns as SVG, with four lines of a round scale. `id`: of the picture, unlike any other of its page. */
export function drawBars(
  { title, description, bars }: { title: string; description: string; bars: readonly Bar[] },
  id: string,
): string {
  const most = roundUp(Math.max(1, ...bars.map(({ value }) => value)))
  const width = PLOT.left + bars.length * (COLUMN.width + COLUMN.gap) + PLOT.right
  const bottom = PLOT.top + PLOT.height
  const heightOf = (value: number): number => (value / most) * PLOT.height
  const lines = Array.from({ length: LINES + 1 }, (_, at) => (most / LINES) * at)
  const drawn = [
    ...lines.map((value) => line(value, bottom - heightOf(value), width)),
    ...bars.flatMap(({ value, label }, at) => {
      const x = PLOT.left + at * (COLUMN.width + COLUMN.gap)
      const height = heightOf(value)
      const box = { x, y: bottom - height, width: COLUMN.width, height, fill: FILL }
      return [
        ...(value > 0 ? [element('rect', box)] : []),
        ...(label === '' ? [] : [said(label, x, bottom + 22, 'start')]),
      ]
    }),
  ]
  return wholeSvg({ id, title, description, width, height: bottom + PLOT.below }, drawn.join(''))
}

const line = (value: number, y: number, width: number): string =>
  element('path', {
    d: `M${PLOT.left} ${y}h${width - PLOT.left - PLOT.right}`,
    stroke: value === 0 ? INK : RULE,
    'stroke-width': value === 0 ? 2 : 1,
  }) + said(Math.round(value).toLocaleString('en-GB'), PLOT.left - 8, y + 5, 'end')

const said = (text: string, x: number, y: number, anchor: 'start' | 'end'): string =>
  element('text', { x, y, 'text-anchor': anchor, 'font-size': LETTERS, fill: QUIET_INK }, xml(text))

/** The next number whose quarter is round: 4, 8, 20, 40, 80 and so on. */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value))
  const [most = value] = [1, 2, 4, 8, 10, 20]
    .map((times) => times * step)
    .filter((one) => one >= value && one % LINES === 0)
  return most < LINES ? LINES : most
}

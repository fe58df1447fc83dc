import type { Measured } from './operation.ts'

const COLUMNS = 4
const PANEL = { width: 225, height: 160 }
const PLOT = { left: 52, top: 26, width: 158, height: 104 }
const HEAD = 34
const OURS = '#1d70b8'
const LIMIT = '#505a5f'
const TEXT = '#0b0c0c'
const GRID = '#cecece'

/** A picture of how long each operation takes, ours and its limit, by the number of records: one panel each, all on the same two scales, both logarithmic. */
export function curve(measured: Measured[]): string {
  const names = [...new Set(measured.map(({ operation }) => operation))]
  const scales = scalesOf(measured)
  const width = COLUMNS * PANEL.width
  const height = HEAD + Math.ceil(names.length / COLUMNS) * PANEL.height
  const panels = names.map((name, at) => {
    const of = measured.filter(({ operation }) => operation === name).toSorted((a, b) => a.rows - b.rows)
    const [x, y] = [(at % COLUMNS) * PANEL.width, HEAD + Math.floor(at / COLUMNS) * PANEL.height]
    return `<g transform="translate(${x} ${y})">${panel(name, of, scales)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="${TEXT}" role="img" aria-labelledby="title">`,
    '<title id="title">Time of each operation by the number of records, ours and its limit; the table beside it has the numbers</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<line x1="12" y1="16" x2="40" y2="16" stroke="${OURS}" stroke-width="2"/><text x="46" y="20">ours</text>`,
    `<line x1="90" y1="16" x2="118" y2="16" stroke="${LIMIT}" stroke-width="2" stroke-dasharray="4 3"/><text x="124" y="20">limit</text>`,
    ...panels,
    '</svg>\n',
  ].join('\n')
}

type Scale = { least: number; most: number }
type Scales = { rows: Scale; ms: Scale }

/** Whole powers of ten around all that was measured. */
function scalesOf(measured: Measured[]): Scales {
  const times = measured.flatMap(({ ours, limit }) => [ours.ms, limit.ms])
  return { rows: powers(measured.map(({ rows }) => rows)), ms: powers(times) }
}

function powers(values: number[]): Scale {
  const logarithms = values.map((value) => Math.log10(value))
  const least = Math.floor(Math.min(...logarithms))
  return { least, most: Math.max(least + 1, Math.ceil(Math.max(...logarithms))) }
}

function panel(name: string, of: Measured[], scales: Scales): string {
  const x = (rows: number) => place(Math.log10(rows), scales.rows, PLOT.left, PLOT.width)
  const y = (ms: number) => place(Math.log10(ms), scales.ms, PLOT.top + PLOT.height, -PLOT.height)
  const line = (side: 'ours' | 'limit', colour: string, dashes: string) => {
    const points = of.map((one) => `${x(one.rows)},${y(one[side].ms)}`)
    const dots = points.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="2.5" fill="${colour}"/>`)
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>${dots.join('')}`
  }
  return [
    `<text x="${PLOT.left}" y="16" font-weight="bold">${name}</text>`,
    ...wholes(scales.ms).map((power) => tickOf(power, y(10 ** power))),
    ...wholes(scales.rows).map((power) => {
      const at = x(10 ** power)
      return `<text x="${at}" y="${PLOT.top + PLOT.height + 14}" text-anchor="middle">10${DIGITS.charAt(power)}</text>`
    }),
    line('limit', LIMIT, ' stroke-dasharray="4 3"'),
    line('ours', OURS, ''),
  ].join('')
}

const tickOf = (power: number, at: number): string => {
  const rule = `<line x1="${PLOT.left}" y1="${at}" x2="${PLOT.left + PLOT.width}" y2="${at}" stroke="${GRID}" stroke-width="0.5"/>`
  // Every other power of ten has its name, as all of them would run into each other.
  const text = `<text x="${PLOT.left - 5}" y="${at + 4}" text-anchor="end">${shortTime(10 ** power)}</text>`
  return power % 2 === 0 ? rule + text : rule
}

const wholes = ({ least, most }: Scale): number[] => Array.from({ length: most - least + 1 }, (_, at) => least + at)

const place = (value: number, { least, most }: Scale, from: number, length: number): number =>
  Math.round((from + ((value - least) / (most - least)) * length) * 10) / 10

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const shortTime = (ms: number): string => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`)

import type { Matrix, MatrixHead } from '../domain/special-category-map.ts'
import { BLUE, element, INK, PAPER, QUIET_INK, wholeSvg } from './svg.ts'
import { drawParagraphs, heightOf, type Paragraph, textWidth, wrapped } from './svg-text.ts'

const ROW = { name: 240, padding: 12, most: 3 }
const COLUMN = { width: 148, most: 5 }
const CELL = 36
const KEY = 64
const RULE = '#cecece'

const markWords = { 'special category': 'Special category', 'criminal offence': 'Criminal offence' } as const

/** Draws a matrix as SVG: a box with a number where a row and a column meet. `id`: of the picture, unlike any other of its page. */
export function drawMatrix(matrix: Matrix, id: string): string {
  const columns = matrix.columns.map((head) => wordsOf(head, COLUMN.width - ROW.padding, COLUMN.most))
  const rows = matrix.rows.map((head) => wordsOf(head, ROW.name - ROW.padding, ROW.most))
  const heights = rows.map((words) => Math.max(CELL, Math.ceil(heightOf(words))) + ROW.padding)
  const top = Math.ceil(Math.max(0, ...columns.map(heightOf))) + ROW.padding
  const tops = heights.map((_, at) => heights.slice(0, at).reduce((sum, height) => sum + height, top))
  const bottom = heights.reduce((sum, height) => sum + height, top)
  const width = Math.max(ROW.name + COLUMN.width * columns.length, 560)
  const drawn = [
    ...columns.map((words, at) => drawParagraphs(words, columnAt(at), top - ROW.padding / 2 - heightOf(words))),
    line(0, top, width, INK),
    ...rows.flatMap((words, at) => {
      const [y = 0, height = 0] = [tops[at], heights[at]]
      const cells = (matrix.cells[at] ?? []).map((count, column) => {
        const mark = matrix.rows[at]?.mark ?? matrix.columns[column]?.mark ?? null
        return drawCell(count, mark, columnAt(column), y + height / 2)
      })
      return [drawParagraphs(words, 0, y + (height - heightOf(words)) / 2), ...cells, line(0, y + height, width, RULE)]
    }),
    drawKey(bottom + 20),
  ]
  const { title, description } = matrix
  return wholeSvg({ id, title, description, width, height: bottom + KEY }, drawn.join(''))
}

const columnAt = (column: number): number => ROW.name + COLUMN.width * column

const line = (x: number, y: number, width: number, stroke: string): string =>
  element('path', { d: `M${x} ${y}h${width}`, stroke, 'stroke-width': stroke === INK ? 2 : 1 })

function wordsOf({ name, mark }: MatrixHead, width: number, most: number): Paragraph[] {
  const kind = mark === null ? [] : [{ size: 14, fill: QUIET_INK, lines: [markWords[mark]], above: 0 }]
  const letters = { size: 16, bold: mark === null }
  return [{ ...letters, lines: wrapped(name, width, letters, most), above: 0 }, ...kind]
}

/** Offence data in a box with a thick dark edge, special categories in a filled one: told apart without colour. */
function drawCell(count: number, mark: MatrixHead['mark'], x: number, middle: number): string {
  if (count === 0) return element('path', { d: `M${x + 16} ${middle}h20`, stroke: RULE, 'stroke-width': 2 })
  const text = count.toLocaleString('en-GB')
  const letters = { size: 16, bold: true }
  const width = Math.max(48, textWidth(text, letters) + 16)
  const look =
    mark === 'criminal offence' ? { fill: PAPER, 'stroke-width': 4, rx: 0 } : { fill: BLUE, 'stroke-width': 2, rx: 14 }
  const box = { x: x + 2, y: middle - 14, width, height: 28, stroke: INK, ...look }
  const centred = { x: x + 2 + width / 2, y: middle + 6, 'text-anchor': 'middle', 'font-size': 16, fill: INK }
  return element('rect', box) + element('text', { ...centred, 'font-weight': 'bold' }, text)
}

function drawKey(top: number): string {
  const said = (text: string, x: number): string => drawParagraphs([{ size: 16, lines: [text], above: 0 }], x, top + 4)
  return (
    drawCell(2, 'special category', 0, top + 14) +
    said('Special category data', 64) +
    drawCell(2, 'criminal offence', 264, top + 14) +
    said('Criminal offence data', 328)
  )
}

import type { Box, BoxLook, Picture } from '../domain/picture.ts'
import { BOX_WIDTH, DASHES, drawArrows } from './diagram-arrows.ts'
import type { Point } from './diagram-layout.ts'
import { laidOut } from './diagram-unlinked.ts'
import { BLUE, element, GREY, INK, PAPER, QUIET_INK, wholeSvg } from './svg.ts'
import { drawParagraphs, heightOf, type Paragraph, wrapped } from './svg-text.ts'

const PADDING = 12
const EDGE = 2
const HEADING = { size: 18, bold: true }
const HEAD_HEIGHT = 40
const KEY_HEIGHT = 44
const MOST_LINES = { usual: 3, main: 6, abroad: 3, unsaid: 5 }
const MOST_LINES_SHARED = 2

const looks: Record<BoxLook, { fill: string; stroke: string; dashes: string | null }> = {
  usual: { fill: GREY, stroke: INK, dashes: null },
  main: { fill: BLUE, stroke: INK, dashes: null },
  abroad: { fill: PAPER, stroke: INK, dashes: DASHES },
  unsaid: { fill: PAPER, stroke: '#858686', dashes: null },
}

/** Draws boxes and arrows as SVG. `id`: of the picture, unlike any other of its page. */
export async function drawDiagram(picture: Picture, id: string): Promise<string> {
  const boxes = picture.boxes.map((box) => ({ ...box, words: wordsOf(box) }))
  const sizes = boxes.map(({ id: name, column, words }) => ({
    id: name,
    column,
    width: BOX_WIDTH,
    height: Math.ceil(heightOf(words)) + 2 * PADDING,
  }))
  const layout = await laidOut(sizes, picture.arrows)
  const restricted = picture.arrows.some((arrow) => arrow.restricted)
  const drawn = [
    ...drawArrows(picture, layout),
    ...boxes.map((box, at) => drawBox(box, layout.middles.get(box.id), sizes[at]?.height ?? 0)),
  ]
  const width = layout.width + 2 * EDGE
  const height = HEAD_HEIGHT + layout.height + 2 * EDGE + (restricted ? KEY_HEIGHT : 0)
  return wholeSvg(
    { id, title: picture.title, description: picture.description, width, height },
    drawHeadings(picture, layout.middles) +
      element('g', { transform: `translate(${EDGE} ${HEAD_HEIGHT + EDGE})` }, drawn.join('')) +
      (restricted ? drawKey(height - KEY_HEIGHT) : ''),
  )
}

function wordsOf({ kind, names, detail, look }: Box): Paragraph[] {
  const width = BOX_WIDTH - 2 * PADDING
  const paragraph = (text: string, size: number, above: number, most: number, fill?: string): Paragraph => {
    const letters = { size, ...(fill === undefined ? {} : { fill }) }
    return { ...letters, lines: wrapped(text, width, letters, most), above }
  }
  const most = names.length > 1 ? MOST_LINES_SHARED : MOST_LINES[look]
  return [
    paragraph(kind, 14, 0, 2, QUIET_INK),
    ...names.map((name, at) => paragraph(name, 16, at === 0 ? 2 : 5, most)),
    ...(detail === '' ? [] : [paragraph(detail, 14, 4, 3, QUIET_INK)]),
  ]
}

function drawBox(
  { words, look }: { words: Paragraph[]; look: BoxLook },
  middle: Point | undefined,
  height: number,
): string {
  if (middle === undefined) return ''
  const { fill, stroke, dashes } = looks[look]
  const x = middle.x - BOX_WIDTH / 2
  const y = middle.y - height / 2
  const dashed = dashes === null ? {} : { 'stroke-dasharray': dashes }
  const frame = element('rect', { x, y, width: BOX_WIDTH, height, fill, stroke, 'stroke-width': 2, ...dashed })
  return frame + drawParagraphs(words, x + PADDING, y + PADDING)
}

function drawHeadings({ boxes, columns }: Picture, middles: Map<string, Point>): string {
  return columns
    .map((heading, column) => {
      const first = boxes.find((box) => box.column === column)
      const middle = first === undefined ? undefined : middles.get(first.id)
      if (middle === undefined) return ''
      return drawParagraphs([{ ...HEADING, lines: [heading], above: 0 }], middle.x - BOX_WIDTH / 2 + EDGE, 4)
    })
    .join('')
}

const drawKey = (top: number): string =>
  element('path', { d: `M${EDGE} ${top + 30}h48`, stroke: INK, 'stroke-width': 2.5, 'stroke-dasharray': DASHES }) +
  drawParagraphs(
    [{ size: 16, lines: ['Dashed: a restricted transfer, to a country outside the United Kingdom'], above: 0 }],
    62,
    top + 20,
  )

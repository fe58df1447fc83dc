import type { Arrow, Picture } from '../domain/picture.ts'
import type { Curve, Layout, Point } from './diagram-layout.ts'
import { element, INK, px } from './svg.ts'

/** How wide every box is, in pixels. */
export const BOX_WIDTH = 232
/** The line of what leaves the United Kingdom. */
export const DASHES = '7 5'

const HEAD = { length: 10, side: 5 }
const LINE = '#505a5f'

/** All arrows of a picture: first the usual ones, then those that must be seen. */
export function drawArrows({ arrows }: Picture, layout: Layout): string[] {
  return arrows
    .toSorted((a, b) => Number(a.restricted) - Number(b.restricted))
    .map((arrow) => {
      const curve = curveOf(arrow, layout)
      return curve === null ? '' : drawArrow(curve, arrow.restricted)
    })
}

/** The way round other boxes where the layout has one, else a curve that leaves and arrives level. */
function curveOf({ from, to }: Arrow, { curves, middles }: Layout): Curve | null {
  const tail = middles.get(from)
  const head = middles.get(to)
  if (tail === undefined || head === undefined) return null
  const start = { x: tail.x + BOX_WIDTH / 2, y: tail.y }
  const tip = { x: head.x - BOX_WIDTH / 2, y: head.y }
  const neck = { x: tip.x - HEAD.length, y: tip.y }
  const round = curves.find((curve) => curve.from === from && curve.to === to)
  if (round && tip.x - start.x > BOX_WIDTH) return round
  const middle = (start.x + neck.x) / 2
  return { from, to, start, bends: [{ x: middle, y: start.y }, { x: middle, y: neck.y }, neck], tip }
}

function drawArrow({ start, bends, tip }: Curve, restricted: boolean): string {
  const neck = bends.at(-1) ?? start
  const stroke = restricted ? INK : LINE
  const points = bends.map(({ x, y }) => `${px(x)} ${px(y)}`).join(' ')
  const dashed = restricted ? { 'stroke-dasharray': DASHES } : {}
  const line = { d: `M${px(start.x)} ${px(start.y)}C${points}`, fill: 'none', stroke, 'stroke-width': 2, ...dashed }
  return element('path', line) + element('path', { d: headOf(neck, tip), fill: stroke })
}

function headOf(neck: Point, tip: Point): string {
  const length = Math.hypot(tip.x - neck.x, tip.y - neck.y) || 1
  const [x, y] = [(tip.x - neck.x) / length, (tip.y - neck.y) / length]
  const side = (by: number): string => `${px(neck.x - y * by)} ${px(neck.y + x * by)}`
  return `M${px(tip.x)} ${px(tip.y)}L${side(HEAD.side)}L${side(-HEAD.side)}Z`
}

import { instance, type Viz } from '@viz-js/viz'

/** A box to be placed: its column, and its size in pixels. */
export type Placeable = { id: string; column: number; width: number; height: number }
/** A point, in pixels from the upper left corner. */
export type Point = { x: number; y: number }
/** A curve that an arrow takes: where it starts, the points of its cubic curves, three each, and the tip of its head. */
export type Curve = { from: string; to: string; start: Point; bends: Point[]; tip: Point }
/** Where boxes stand, by their middles, and what way arrows take that pass a column by. */
export type Layout = { width: number; height: number; middles: Map<string, Point>; curves: Curve[] }

type Drawn = {
  bb: string
  objects?: { name: string; pos?: string }[]
  edges?: { tail: number; head: number; pos?: string; style?: string }[]
}

const PIXELS_AN_INCH = 72
/** Pixels between the boxes of a column, and between columns. */
export const SPACE = { between: 14, columns: 80 }
let graphviz: Promise<Viz> | undefined

/**
 * Places boxes in their columns, from left to right, with as few arrows crossing as can be.
 *
 * Graphviz sees numbers only, never a text of the register.
 */
export async function placed(boxes: Placeable[], arrows: { from: string; to: string }[]): Promise<Layout> {
  // Started with the first picture: it costs a server that draws none nothing.
  graphviz ??= instance()
  const viz = await graphviz
  const at = new Map(boxes.map(({ id }, index) => [id, index]))
  const json = viz.renderString(graphOf(boxes, arrows, at), { format: 'json0' })
  return layoutOf(JSON.parse(json) as Drawn, boxes)
}

function graphOf(boxes: Placeable[], arrows: { from: string; to: string }[], at: Map<string, number>) {
  const columns = [...Map.groupBy(boxes, ({ column }) => column).entries()].sort(([a], [b]) => a - b)
  const name = (id: string | undefined): string => `n${at.get(id ?? '')}`
  const columnOf = new Map(boxes.map(({ id, column }) => [id, column]))
  const passing = arrows.some(({ from, to }) => Math.abs((columnOf.get(to) ?? 0) - (columnOf.get(from) ?? 0)) > 1)
  const order = columns.slice(1).map(([, here], index) => ({
    tail: name(columns[index]?.[1][0]?.id),
    head: name(here[0]?.id),
    attributes: { style: 'invis', weight: 0 },
  }))
  return {
    graphAttributes: {
      rankdir: 'LR',
      nodesep: SPACE.between / PIXELS_AN_INCH,
      ranksep: SPACE.columns / PIXELS_AN_INCH,
      // Ways round boxes cost half of the time, and few pictures have arrows that need one.
      splines: passing ? 'true' : 'none',
    },
    nodeAttributes: { shape: 'box', fixedsize: 'true', label: '' },
    edgeAttributes: { tailport: 'e', headport: 'w' },
    nodes: boxes.map(({ id, width, height }) => ({
      name: name(id),
      attributes: { width: width / PIXELS_AN_INCH, height: height / PIXELS_AN_INCH },
    })),
    edges: [...arrows.map(({ from, to }) => ({ tail: name(from), head: name(to) })), ...order],
    subgraphs: columns.map(([, here]) => ({
      graphAttributes: { rank: 'same' },
      nodes: here.map(({ id }) => ({ name: name(id) })),
    })),
  }
}

function layoutOf({ bb, objects = [], edges = [] }: Drawn, boxes: Placeable[]): Layout {
  const [, , width = 0, height = 0] = numbersOf(bb)
  const point = (text: string): Point => {
    const [x = 0, y = 0] = numbersOf(text)
    return { x, y: height - y }
  }
  const idOf = (index: number): string => boxes[Number(objects[index]?.name.slice(1))]?.id ?? ''
  const middles = objects.flatMap(({ pos }, index) => (pos === undefined ? [] : [[idOf(index), point(pos)] as const]))
  const curves = edges.flatMap(({ tail, head, pos = '', style }): Curve[] => {
    const [tip, start, ...bends] = pos.replace(/^e,/, '').split(' ').map(point)
    if (style === 'invis' || !pos.startsWith('e,') || tip === undefined || start === undefined) return []
    return [{ from: idOf(tail), to: idOf(head), start, bends, tip }]
  })
  return { width, height, middles: new Map(middles), curves }
}

const numbersOf = (text: string): number[] => text.split(',').map(Number)

import { type Layout, type Placeable, placed, SPACE } from './diagram-layout.ts'

/** Places boxes as `placed` does, and those that no arrow touches below the others of their columns. */
export async function laidOut(boxes: Placeable[], arrows: { from: string; to: string }[]): Promise<Layout> {
  const touched = new Set(arrows.flatMap(({ from, to }) => [from, to]))
  const linkedColumns = new Set(boxes.filter(({ id }) => touched.has(id)).map(({ column }) => column))
  const isPlaced = ({ id, column }: Placeable): boolean => touched.has(id) || !linkedColumns.has(column)
  const layout = await placed(boxes.filter(isPlaced), arrows)
  const sizes = new Map(boxes.map((box) => [box.id, box]))
  const middles = new Map(layout.middles)
  let { height } = layout
  for (const box of boxes.filter((each) => !isPlaced(each))) {
    const above = [...middles].filter(([id]) => sizes.get(id)?.column === box.column)
    const lowest = Math.max(...above.map(([id, { y }]) => y + (sizes.get(id)?.height ?? 0) / 2))
    const y = lowest + SPACE.between + box.height / 2
    middles.set(box.id, { x: above[0]?.[1].x ?? 0, y })
    height = Math.max(height, y + box.height / 2)
  }
  return { ...layout, height, middles }
}

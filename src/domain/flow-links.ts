import type { FlowItem } from './flow-items.ts'
import type { Arrow } from './picture.ts'

/** Things that have the same words of what they are, and the same arrows. */
export function grouped(items: FlowItem[], arrows: Arrow[]): FlowItem[][] {
  const links = linksOf(arrows)
  const linked = (id: string): string =>
    (links.get(id) ?? [])
      .map(({ from, to }) => (from === id ? `to ${to}` : `from ${from}`))
      .sort()
      .join('\n')
  return [...Map.groupBy(items, ({ id, kind, detail }) => `${kind}\n${detail}\n${linked(id)}`).values()]
}

/** The arrows from and to each thing. */
export function linksOf(arrows: Arrow[]): Map<string, Arrow[]> {
  const links = new Map<string, Arrow[]>()
  for (const arrow of arrows)
    for (const id of [arrow.from, arrow.to]) {
      const known = links.get(id)
      if (known) known.push(arrow)
      else links.set(id, [arrow])
    }
  return links
}

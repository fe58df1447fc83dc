import type { FlowItem, FlowKind } from './flow-items.ts'
import { grouped, linksOf } from './flow-links.ts'
import { type Arrow, andMore, type Box } from './picture.ts'

/** How many boxes of each kind a picture has room for; what is beyond shares one that says how many they are. */
export type Room = Record<FlowKind, number>

const columnOf: Record<FlowKind, number> = { people: 0, source: 0, activity: 1, recipient: 2, country: 3 }

const moreOf: Record<FlowKind, string> = {
  people: 'People',
  source: 'Sources',
  activity: 'Activities',
  recipient: 'Recipients',
  country: 'Countries',
}

/** How many names share a box, before the box says how many more there are. */
const MOST_NAMES = 4

const REST = 'the rest of'
const isRest = (id: string): boolean => id.startsWith(REST)

type Group = { box: Box; items: FlowItem[] }

/**
 * The boxes and arrows of a data flow that a page has room for.
 *
 * Things of a kind that are linked with the very same others share a box when `sharing`. Where there are more than there is room
 * for, those with most arrows are drawn.
 */
export function flowBoxes(
  { items, arrows }: { items: FlowItem[]; arrows: Arrow[] },
  room: Room,
  sharing: boolean,
): { boxes: Box[]; arrows: Arrow[] } {
  const own = (kind: FlowKind): FlowItem[] => items.filter(({ of }) => of === kind)
  const activities = limited('activity', own('activity').map(alone), arrows, room.activity)
  // Counted by the activities that are drawn: what only others have to do with would stand there unlinked.
  const seen = drawnArrows(arrows, own('activity'), activities)
  const others = (['people', 'source', 'recipient', 'country'] as const).map((kind) => {
    const together = sharing && kind !== 'country' ? grouped(own(kind), arrows) : own(kind).map(alone)
    return limited(kind, together, seen, room[kind])
  })
  const groups = [...activities, ...others.flat()].toSorted((a, b) => a.box.column - b.box.column)
  const boxOf = new Map(groups.flatMap(({ box, items: inIt }) => inIt.map(({ id }) => [id, box.id] as const)))
  const all = merged(arrows, boxOf)
  // A box for the rest has an arrow to nearly everything: they would hide those that can be followed.
  const followed = sharing ? all.filter(({ from, to, restricted }) => restricted || !(isRest(from) || isRest(to))) : all
  return { boxes: groups.map(({ box }) => box), arrows: followed }
}

const alone = (item: FlowItem): FlowItem[] => [item]

/** The arrows but those from and to activities that are not drawn, unless data leaves the United Kingdom by them. */
function drawnArrows(arrows: Arrow[], activities: FlowItem[], groups: Group[]): Arrow[] {
  const drawn = new Set(groups.flatMap(({ box, items }) => (isRest(box.id) ? [] : items.map(({ id }) => id))))
  const hidden = new Set(activities.map(({ id }) => id).filter((id) => !drawn.has(id)))
  return arrows.filter(({ from, to, restricted }) => restricted || !(hidden.has(from) || hidden.has(to)))
}

function limited(kind: FlowKind, groups: FlowItem[][], arrows: Arrow[], room: number): Group[] {
  if (groups.length <= room) return groups.map((items) => ({ box: boxFor(items), items }))
  const links = linksOf(arrows)
  // A transfer abroad is never left in the rest while there is room: it is what a reader looks for first.
  const weight = (items: FlowItem[]): number => {
    const own = items.flatMap(({ id }) => links.get(id) ?? [])
    return own.length + (own.some(({ from, restricted }) => restricted && items[0]?.id === from) ? arrows.length : 0)
  }
  const weighed = groups.map((items) => ({ items, weight: weight(items) })).toSorted((a, b) => b.weight - a.weight)
  const drawn = new Set(weighed.slice(0, room - 1).map(({ items }) => items))
  const rest = groups.filter((items) => !drawn.has(items)).flat()
  return [
    ...groups.filter((items) => drawn.has(items)).map((items) => ({ box: boxFor(items), items })),
    { box: restBox(kind, rest.length), items: rest },
  ]
}

function boxFor(items: FlowItem[]): Box {
  const [first] = items
  const names = items.map(({ name }) => name)
  const { id = '', of = 'people', kind = '', detail = '', look = 'usual' } = first ?? {}
  const shown =
    names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), andMore(names.length - MOST_NAMES + 1)] : names
  return { id, column: columnOf[of], kind, names: shown, detail, look }
}

const restBox = (kind: FlowKind, count: number): Box => ({
  id: `${REST} ${kind}`,
  column: columnOf[kind],
  kind: moreOf[kind],
  names: [andMore(count)],
  detail: 'All are named in words below',
  look: 'unsaid',
})

function merged(arrows: Arrow[], boxOf: Map<string, string>): Arrow[] {
  const all = new Map<string, Arrow>()
  for (const { from: start, to: end, restricted } of arrows) {
    const [from, to] = [boxOf.get(start), boxOf.get(end)]
    if (from === undefined || to === undefined) continue
    const known = all.get(`${from}\n${to}`)
    all.set(`${from}\n${to}`, { from, to, restricted: restricted || known?.restricted === true })
  }
  return [...all.values()]
}

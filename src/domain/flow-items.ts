import type { DataFlow, FlowRecipient, FlowTransfer } from './data-flow.ts'
import { transferKind, transferSafeguard } from './flow-words.ts'
import { type Arrow, type BoxLook, sameName } from './picture.ts'
import type { TermMark } from './processing-activity.ts'
import { rolesInWords } from './recipient-name.ts'

/** What a box can stand for. */
export type FlowKind = 'people' | 'source' | 'activity' | 'recipient' | 'country'

/** One thing of a data flow, before equal ones share a box. */
export type FlowItem = { id: string; of: FlowKind; kind: string; name: string; detail: string; look: BoxLook }

/** An activity as pictures show it; `detail` stands below its title. */
export type PicturedActivity = { reference: string; title: string; detail: string; flow: DataFlow }

/** Everything that activities have to do with, each thing once, and the arrows between. */
export function flowItems(activities: PicturedActivity[]): { items: FlowItem[]; arrows: Arrow[] } {
  const all = activities.map(itemsOf)
  const items = Map.groupBy(
    all.flatMap((each) => each.items),
    ({ id }) => id,
  )
  const arrows = all.flatMap((each) => each.arrows)
  return {
    items: [...items.values()].flatMap(mergedItem),
    arrows: [...new Map(arrows.map((arrow) => [`${arrow.from}\n${arrow.to}`, arrow])).values()],
  }
}

/** One thing of all that activities say of it: a recipient can stand in another role to each. */
function mergedItem(same: FlowItem[]): FlowItem[] {
  const kinds = [...new Set(same.map(({ kind }) => kind))]
  const details = [...new Set(same.map(({ detail }) => detail))].filter((detail) => detail !== '')
  return same.slice(0, 1).map((first) => ({ ...first, kind: kinds.join('; '), detail: details.join('; ') }))
}

function itemsOf({ reference, title, detail, flow }: PicturedActivity): { items: FlowItem[]; arrows: Arrow[] } {
  const activity: FlowItem = { id: reference, of: 'activity', kind: reference, name: title, detail, look: 'main' }
  const from = [...peopleOf(flow), ...sourcesOf(flow)]
  const to = flow.recipients.map(recipientItem)
  const arrow = (from: string, to: string, restricted = false): Arrow => ({ from, to, restricted })
  return {
    items: [...from, activity, ...to, ...countriesOf(flow.transfers)],
    arrows: [
      ...from.map(({ id }) => arrow(id, reference)),
      ...to.map(({ id }) => arrow(reference, id)),
      ...flow.transfers.map(({ recipient, country, restricted }) =>
        arrow(recipient === null ? reference : recipientId(recipient), countryId(country), restricted),
      ),
    ],
  }
}

const markWords: Partial<Record<TermMark, string>> = { children: 'children', 'vulnerable people': 'vulnerable' }

const peopleOf = ({ people }: DataFlow): FlowItem[] =>
  people.map(({ name, mark }) => {
    const marked = markWords[mark]
    const said = marked === undefined || sameName(name).includes(marked)
    return plainItem('people', said ? 'People' : `People (${marked})`, name)
  })

const sourcesOf = ({ sources }: DataFlow): FlowItem[] => sources.map((name) => plainItem('source', 'Source', name))

const recipientItem = ({ name, roles, categories }: FlowRecipient): FlowItem => ({
  ...plainItem('recipient', capital(rolesInWords(roles)), name),
  id: recipientId(name),
  detail: categories.join('; '),
})

function countriesOf(transfers: FlowTransfer[]): FlowItem[] {
  const byCountry = Map.groupBy(transfers, ({ country }) => countryId(country))
  return [...byCountry].flatMap(([id, all]) =>
    all.slice(0, 1).map(({ country, restricted }) => ({
      ...plainItem('country', transferKind(restricted), country),
      id,
      detail: restricted ? [...new Set(all.map(transferSafeguard))].join('; ') : '',
      look: restricted ? ('abroad' as const) : ('usual' as const),
    })),
  )
}

const plainItem = (of: FlowKind, kind: string, name: string): FlowItem => ({
  id: `${of} ${sameName(name)}`,
  of,
  kind,
  name,
  detail: '',
  look: 'usual',
})

const recipientId = (name: string): string => `recipient ${sameName(name)}`
const countryId = (name: string): string => `country ${sameName(name)}`
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

import type { Hold } from '../../../db/queries/disposal-holds.ts'
import type { HoldContents } from '../../../db/queries/hold-contents.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { holdKindInWords, holdKinds, holdStates } from '../../domain/disposal-hold.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView } from '../as-at.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { catchesInWords, LIST, stateTag, stateTags } from './words.ts'

export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `total`: the holds that match, of which `holds` are one page. */
export type ListFacts = {
  query: ListQuery
  holds: Hold[]
  contents: Map<number, HoldContents>
  total: number
  services: Service[]
  mayPlace: boolean
  asAt: AsAt | null
}

/** The disposal holds. */
export function listPage({ query, holds, contents, total, services, mayPlace, asAt }: ListFacts, today: IsoDate) {
  const filters = choiceFilters<'state' | 'kind' | 'service'>(LIST, query, [
    { name: 'state', label: 'State', options: holdStates.map((value) => ({ value, text: stateTags[value].text })) },
    { name: 'kind', label: 'Kind', options: holdKinds.map((value) => ({ value, text: holdKindInWords[value].text })) },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  ])
  return {
    title: 'Disposal holds',
    lead: 'What keeps records whatever their rule says: nothing under a hold is flagged, approved or disposed of until all holds on it are lifted.',
    actions: mayPlace ? [{ text: 'Place a hold', href: `${LIST}/new` }] : [],
    asAt: asAtView(LIST, query, asAt),
    filters: {
      ...{ action: LIST, ...filters, clear: `${LIST}${queryString({ 'as-at': query['as-at'] })}` },
      hidden: query['as-at'] === undefined ? [] : [{ name: 'as-at', value: query['as-at'] }],
    },
    table: {
      caption: countOf(total, 'disposal hold'),
      captionHidden: true,
      head: [{ text: 'Hold' }, { text: 'Catches' }, { text: 'Placed' }, { text: 'Review on' }, { text: 'State' }],
      rows: holds.map((hold) => row(hold, contents.get(hold.id), asAt?.date ?? today)),
      empty:
        (query.state ?? query.kind ?? query.service)
          ? 'No hold matches. Remove a filter to see more.'
          : asAt === null
            ? 'No hold has been placed.'
            : 'No hold had been placed by then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'disposal hold' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

const row = (hold: Hold, contents: HoldContents | undefined, today: IsoDate): Cell[] => [
  {
    text: hold.title,
    href: `${LIST}/${hold.id}`,
    header: true,
    detail: `Hold ${hold.id}: ${holdKindInWords[hold.kind].text.toLowerCase()}`,
  },
  { text: contents ? catchesInWords(contents) : '' },
  { text: dateInWords(hold.placedOn), detail: `by ${hold.placedByName}` },
  { text: dateInWords(hold.reviewOn) },
  {
    text: '',
    tag: stateTag(hold, today),
    detail: hold.liftedOn === null ? null : `${dateInWords(hold.liftedOn)}, by ${hold.liftedByName}`,
  },
]

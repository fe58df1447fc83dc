import type { ListedItem } from '../../../db/queries/instruction-item-list.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { FORGOTTEN } from '../../domain/forgotten.ts'
import type { Cell, FilterBarView, PaginationView, TableView } from '../components.ts'
import { queryString } from '../query.ts'
import { type ItemsQuery, itemStates } from './filters.ts'
import type { InstructionFacts } from './show-view.ts'
import { itemTag } from './words.ts'

export const ITEMS_ON_A_PAGE = 50

const stateWords: Record<(typeof itemStates)[number], string> = {
  instructed: 'Without an answer',
  'called back': 'Asked to stop',
  done: 'Done',
  'not found': 'Not found',
  failed: 'Failed',
  recalled: 'Kept after all',
}

/** The records of an instruction, fifty at a time, with what was answered for each. */
export function itemsSection({ query, items, more }: InstructionFacts, here: string) {
  return {
    filters: filterBar(query, here),
    table: {
      caption: 'Records of this instruction',
      captionHidden: true,
      head: [{ text: 'Record' }, { text: 'Items', numeric: true }, { text: 'Answer' }, { text: 'How, or why' }],
      rows: items.map(tableRow),
      empty: query.state === undefined ? 'No records are in it.' : 'No record of this instruction matches.',
    } satisfies TableView,
    pages: {
      previous: query.after === undefined ? null : `${here}${queryString({ state: query.state })}#list`,
      next: more ? `${here}${queryString({ state: query.state, after: items.at(-1)?.id })}#list` : null,
    } satisfies PaginationView,
  }
}

const tableRow = (item: ListedItem): Cell[] => [
  recordCell(item),
  { text: item.quantity.toLocaleString('en-GB'), numeric: true },
  { text: '', tag: itemTag(item), detail: item.doneOn ? `On ${dateInWords(item.doneOn)}` : null },
  { text: item.method || item.reason, detail: item.answeredByName ? `Answered by ${item.answeredByName}` : null },
]

/** A record that may be forgotten by now. */
export const recordCell = ({ recordId, reference, title, location }: ListedItem): Cell =>
  reference.startsWith(FORGOTTEN)
    ? { text: `Reference erased (record ${recordId})`, href: `/records/${recordId}`, header: true }
    : {
        ...{ text: reference, href: `/records/${recordId}`, header: true },
        detail: [title, location].filter((text) => text !== '').join(', ') || null,
      }

function filterBar({ state }: ItemsQuery, here: string): FilterBarView {
  const options = itemStates.map((value) => ({ value, text: stateWords[value] }))
  return {
    action: here,
    fields: [
      {
        ...{ kind: 'select', name: 'state', label: 'Answer', value: state ?? '' },
        options: [{ value: '', text: 'Any' }, ...options],
      },
    ],
    applied: state === undefined ? [] : [{ text: `Answer: ${stateWords[state]}`, href: `${here}#list` }],
    clear: `${here}#list`,
  }
}

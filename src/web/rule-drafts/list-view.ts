import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import type { Service } from '../../../db/queries/services.ts'
import { countOf } from '../../domain/list.ts'
import { keptFields } from '../../domain/rule-draft.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { LIST, purposeOf, standingOf, stateTags } from './words.ts'

export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `total`: the drafts that match, of which `drafts` are one page. */
export type ListedDrafts = { query: ListQuery; drafts: RuleDraft[]; total: number; services: Service[] }

/** What is drafted for the schedule, and what waits for its approval. */
export function listPage({ query, drafts, total, services }: ListedDrafts) {
  const filters = choiceFilters<'state' | 'service'>(LIST, query, [
    {
      name: 'state',
      label: 'State',
      options: Object.entries(stateTags).map(([value, { text }]) => ({ value, text })),
    },
    {
      name: 'service',
      label: 'Service',
      options: [
        ...services.map(({ code, name }) => ({ value: code, text: name })),
        { value: 'none', text: 'No service' },
      ],
    },
  ])
  return {
    title: 'Drafts of rules',
    lead: 'What rules are to say next. Nothing of it is in force until it is approved. What waits for its approval comes first.',
    trail: [{ text: 'Retention rules', href: '/retention-rules' }],
    filters: { action: LIST, ...filters, clear: LIST },
    table: {
      caption: countOf(total, 'draft of a rule', 'drafts of rules'),
      captionHidden: true,
      head: [{ text: 'Draft' }, { text: 'Rule' }, { text: 'Service' }, { text: 'What it is' }, { text: 'State' }],
      rows: drafts.map(draftRow),
      empty:
        (query.state ?? query.service)
          ? 'No draft matches. Remove a filter to see more.'
          : 'Nothing has been drafted yet. A draft begins with a change of a rule, or with a new one.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'draft' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

const draftRow = (draft: RuleDraft): Cell[] => [
  { text: `Draft ${draft.id}`, href: `${LIST}/${draft.id}`, header: true },
  { text: draft.code, detail: String(keptFields(draft)?.recordSeries ?? '') },
  { text: draft.serviceName ?? 'No service', detail: draft.organisationName },
  { text: purposeOf(draft) },
  { text: '', tag: stateTags[draft.state], detail: standingOf(draft) },
]

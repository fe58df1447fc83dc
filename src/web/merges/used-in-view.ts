import type { UsedIn } from '../../../db/queries/used-in.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { statusTags } from '../processing-activities/words.ts'

/** The activities that name something now, each with how it stands. */
export const usedInTable = (uses: UsedIn[], empty: string): TableView => ({
  caption: `Used in ${countOf(uses.length, 'activity', 'activities')}`,
  head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'Status' }],
  rows: uses.map(({ reference, title, status }) => [
    { text: reference, href: `/processing-activities/${reference}`, header: true },
    { text: title },
    { text: '', tag: statusTags[status] },
  ]),
  empty,
})

import { type DraftFilters, ruleDraftList } from '../../db/queries/rule-draft-list.ts'
import type { RuleDraft } from '../../db/queries/rule-drafts.ts'
import { londonDate } from '../domain/calendar.ts'
import { keptFields } from '../domain/rule-draft.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 1000

/** Drafts of rules as CSV: what is on its way, and what has become of what was. */
export const ruleDraftsExport: CsvExport<RuleDraft, DraftFilters> = {
  name: 'rule-drafts',
  columns: [
    { name: 'draft', value: ({ id }) => id },
    { name: 'rule', value: ({ code }) => code },
    { name: 'record_series', value: (draft) => String(keptFields(draft)?.recordSeries ?? '') },
    { name: 'service', value: ({ service }) => service },
    { name: 'based_on_version', value: ({ basedOnVersion }) => basedOnVersion },
    { name: 'confirms', value: ({ confirms }) => (confirms === 1 ? 'yes' : 'no') },
    { name: 'state', value: ({ state }) => state },
    { name: 'written_on', value: ({ writtenAt }) => londonDate(writtenAt) },
    { name: 'written_by', value: ({ writtenByName }) => writtenByName },
    { name: 'submitted_on', value: ({ submittedAt }) => submittedAt && londonDate(submittedAt) },
    { name: 'submitted_by', value: ({ submittedByName }) => submittedByName },
    { name: 'decided_on', value: ({ decidedAt }) => decidedAt && londonDate(decidedAt) },
    { name: 'decided_by', value: ({ decidedByName }) => decidedByName },
    { name: 'version', value: ({ version }) => version },
  ],
  async *rows(db, filters, { reach }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const rows = await ruleDraftList(db, filters, reach, { limit: AT_ONCE, offset })
      yield rows
      if (rows.length < AT_ONCE) return
    }
  },
}

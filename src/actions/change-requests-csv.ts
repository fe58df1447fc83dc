import { type ChangeRequest, type ChangeRequestFilters, changeRequestList } from '../../db/queries/change-requests.ts'
import { londonDate } from '../domain/calendar.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 1000

/** What owners said has changed, as CSV. */
export const changeRequestsExport: CsvExport<ChangeRequest, ChangeRequestFilters> = {
  name: 'change-requests',
  columns: [
    { name: 'request', value: ({ id }) => id },
    { name: 'activity', value: ({ reference }) => reference },
    { name: 'activity_title', value: ({ title }) => title },
    { name: 'service', value: ({ service }) => service },
    { name: 'version', value: ({ version }) => version },
    { name: 'what_changed', value: ({ text }) => text },
    { name: 'state', value: ({ closedAt }) => (closedAt === null ? 'open' : 'closed') },
    { name: 'asked_on', value: ({ askedAt }) => londonDate(askedAt) },
    { name: 'asked_by', value: ({ askedByName }) => askedByName },
    { name: 'closed_on', value: ({ closedAt }) => closedAt && londonDate(closedAt) },
    { name: 'closed_by', value: ({ closedByName }) => closedByName },
    { name: 'closing_word', value: ({ closingWord }) => closingWord },
  ],
  async *rows(db, filters, { reach }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const rows = await changeRequestList(db, filters, reach, { limit: AT_ONCE, offset })
      yield rows
      if (rows.length < AT_ONCE) return
    }
  },
}

import { type FindingFilters, type FindingRow, findingList } from '../../db/queries/finding-list.ts'
import { stateOfFinding } from '../domain/finding-state.ts'
import type { CsvExport } from './csv-export.ts'
import { findingsAsAt } from './findings-as-at.ts'

const AT_ONCE = 5000

/** The findings as CSV. `today` decides whether an acceptance still holds; null as at a day, of which no state is known. */
export const findingsExport: CsvExport<FindingRow & { today: string | null }, FindingFilters> = {
  name: 'findings',
  columns: [
    { name: 'code', value: ({ code }) => code },
    { name: 'severity', value: ({ severity }) => severity },
    { name: 'activity', value: ({ reference }) => reference },
    { name: 'activity_title', value: ({ title }) => title },
    { name: 'service', value: ({ service }) => service },
    { name: 'finding', value: ({ text }) => text },
    { name: 'citation', value: ({ citation }) => citation },
    { name: 'what_to_do', value: ({ whatToDo }) => whatToDo },
    { name: 'state', value: ({ today, ...finding }) => today && stateOfFinding(finding, today) },
    { name: 'first_seen_on', value: ({ firstSeenOn }) => firstSeenOn },
    { name: 'fixed_on', value: ({ fixedOn }) => fixedOn },
    { name: 'owner', value: ({ ownerName }) => ownerName },
    { name: 'accepted_until', value: ({ acceptedUntil }) => acceptedUntil },
    { name: 'accepted_by', value: ({ acceptedByName }) => acceptedByName },
    { name: 'accepted_reason', value: ({ acceptedReason }) => acceptedReason },
  ],
  async *rows(db, filters, { reach, today, asAt }) {
    if (asAt) return yield (await findingsAsAt(db, filters, reach, asAt)).map((row) => ({ ...row, today: null }))
    for (let offset = 0; ; offset += AT_ONCE) {
      const rows = await findingList(db, filters, reach, { today, limit: AT_ONCE, offset })
      yield rows.map((row) => ({ ...row, today }))
      if (rows.length < AT_ONCE) return
    }
  },
}

import { type Incident, type IncidentFilters, incidentList } from '../../db/queries/disposal-incidents.ts'
import type { AsAt } from '../domain/as-at.ts'
import { londonDate } from '../domain/calendar.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 1000

/** The disposal incidents as CSV, the open ones first. */
export const disposalIncidentsExport: CsvExport<Incident, Omit<IncidentFilters, 'asAt'>> = {
  name: 'disposal-incidents',
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'source_system', value: ({ source }) => source },
    { name: 'found_on', value: ({ foundOn }) => foundOn },
    { name: 'records', value: ({ recordCount }) => recordCount },
    { name: 'feed', value: ({ feedId }) => feedId },
    { name: 'instruction', value: ({ instructionId }) => instructionId },
    { name: 'state', value: ({ closedAt }) => (closedAt === null ? 'open' : 'closed') },
    { name: 'owner', value: ({ ownerName }) => ownerName },
    { name: 'closed_on', value: ({ closedAt }) => (closedAt === null ? null : londonDate(closedAt)) },
    { name: 'closed_by', value: ({ closedByName }) => closedByName },
    { name: 'what_was_done', value: ({ whatWasDone }) => whatWasDone },
  ],
  async *rows(db, filters, { asAt = null }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const rows = await incidentList(db, { ...filters, asAt }, { limit: AT_ONCE, offset })
      yield rows.map((row) => incidentThen(row, asAt))
      if (rows.length < AT_ONCE) return
    }
  },
}

/** An incident as it stood at the end of a day: what was closed later was open. Who saw to it then is not known. */
export function incidentThen(incident: Incident, asAt: AsAt | null): Incident {
  if (asAt === null) return incident
  const open = { ...incident, ownerId: null, ownerName: null }
  if (incident.closedAt !== null && incident.closedAt < asAt.before) return open
  return { ...open, closedAt: null, closedByName: null, whatWasDone: null }
}

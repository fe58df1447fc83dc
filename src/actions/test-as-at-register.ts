import { activityList } from '../../db/queries/activity-list.ts'
import type { Db } from '../../db/schema.ts'
import type { AsAt } from '../domain/as-at.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { CsvExport } from './csv-export.ts'
import { findingsExport } from './findings-csv.ts'
import { processingActivitiesExport } from './processing-activities-csv.ts'
import { type WholeList, whole } from './whole-list.ts'

/** Each list, as pages read it on the day itself, and as they read it of that day later. */
export type Compared = {
  now: (db: Db, today: IsoDate) => Promise<unknown[]>
  onDay: (db: Db, asAt: AsAt) => Promise<unknown[]>
  file: WholeList
}

const activities = compared(processingActivitiesExport, {}, ['kept_and_erased_by_evidence', 'evidence_of_keeping'])
const notOfFindings = ['state', 'first_seen_on', 'fixed_on', 'owner']

/** The register and its findings, cell by cell, but for what is not known of another day and for what was never in force. */
export const registerLists: Record<string, Compared> = {
  activities: { ...activities, now: async (db, today) => inForce(await activities.now(db, today)) },
  'activities by special category data': {
    now: async (db) => inForce(await bySpecialCategory(db, null)),
    onDay: bySpecialCategory,
    file: whole(processingActivitiesExport, { specialCategory: 'yes' }),
  },
  findings: {
    ...compared(findingsExport, {}, notOfFindings),
    now: compared(findingsExport, { state: 'open' }, notOfFindings).now,
  },
}

/** The activities that a filter by special category data shows, and those that it leaves out. */
async function bySpecialCategory(db: Db, asAt: AsAt | null): Promise<unknown[]> {
  const window = { order: 'reference', offset: 0, limit: 10_000 } as const
  const rows: unknown[] = []
  for (const specialCategory of ['yes', 'no'] as const)
    for (const { reference, status } of await activityList(db, { specialCategory, asAt }, null, window))
      rows.push({ specialCategory, reference, status })
  return rows
}

const inForce = (rows: unknown[]): unknown[] =>
  rows.filter((row) => ['approved', 'retired'].includes((row as { status: string }).status))

function compared<Row, Filters>(list: CsvExport<Row, Filters>, filters: Filters, unknown: string[]): Compared {
  const columns = list.columns.filter(({ name }) => !unknown.includes(name))
  const read = async (db: Db, today: IsoDate, asAt: AsAt | null) => {
    const cells: unknown[] = []
    for await (const rows of list.rows(db, filters, { today, reach: null, asAt }))
      cells.push(...rows.map((row) => Object.fromEntries(columns.map(({ name, value }) => [name, value(row)]))))
    return cells
  }
  return {
    now: (db, today) => read(db, today, null),
    onDay: (db, asAt) => read(db, asAt.date, asAt),
    file: whole(list, filters),
  }
}

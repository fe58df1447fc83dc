import { type DueSoon, dueSoon } from '../../db/queries/review-due-soon.ts'
import type { CsvExport } from './csv-export.ts'

/** What soon falls due under rules that are a maximum, as CSV: a row for each service and rule. */
export const dueSoonExport: CsvExport<DueSoon, object> = {
  name: 'disposal-reviews/due-soon',
  fileName: 'due-soon',
  columns: [
    { name: 'service', value: (row) => row.serviceCode },
    { name: 'rule', value: (row) => row.ruleCode },
    { name: 'record_series', value: (row) => row.recordSeries },
    { name: 'records', value: (row) => row.records },
    { name: 'first_due_on', value: (row) => row.from },
    { name: 'last_due_on', value: (row) => row.to },
  ],
  async *rows(db, _filters, { today, reach }) {
    yield await dueSoon(db, reach, today)
  },
}

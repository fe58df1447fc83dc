import type { CsvExport } from './csv-export.ts'
import { type DueSoon, type DueSoonAsked, dueSoon } from './due-soon.ts'

/** What soon falls due, as CSV: a row for each service and rule. */
export const dueSoonExport: CsvExport<DueSoon, DueSoonAsked> = {
  name: 'disposal-reviews/due-soon',
  fileName: 'due-soon',
  columns: [
    { name: 'service', value: (row) => row.serviceCode },
    { name: 'rule', value: (row) => row.ruleCode },
    { name: 'record_series', value: (row) => row.recordSeries },
    { name: 'records', value: (row) => row.records },
    { name: 'first_due_on', value: (row) => row.from },
    { name: 'last_due_on', value: (row) => row.to },
    { name: 'constraint', value: (row) => row.constraint },
    { name: 'review_days', value: (row) => row.reviewDays },
    { name: 'held', value: (row) => row.held },
  ],
  async *rows(db, asked, { today, reach }) {
    yield await dueSoon(db, reach, asked, today)
  },
}

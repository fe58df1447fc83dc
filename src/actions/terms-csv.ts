import { type TermFilters, type TermRow, termList } from '../../db/queries/term-list.ts'
import { termsThen } from '../../db/queries/terms-then.ts'
import type { CsvExport } from './csv-export.ts'

/** The terms that activities share as CSV, with how many activities name each. */
export const termsExport: CsvExport<TermRow, TermFilters> = {
  name: 'terms',
  columns: [
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'name', value: ({ name }) => name },
    { name: 'mark', value: ({ mark }) => mark },
    { name: 'activities', value: ({ activities }) => activities },
  ],
  async *rows(db, filters, { reach, asAt }) {
    yield asAt ? await termsThen(db, filters, reach, asAt) : await termList(db, filters, reach)
  },
}

import { type ServiceRow, serviceRows } from '../../db/queries/services.ts'
import type { CsvExport } from './csv-export.ts'

/** The services as CSV, with who manages them and how many activities in force and rules are theirs. */
export const servicesExport: CsvExport<ServiceRow, Record<string, never>> = {
  name: 'services',
  columns: [
    { name: 'code', value: ({ code }) => code },
    { name: 'name', value: ({ name }) => name },
    { name: 'organisation', value: ({ organisation }) => organisation },
    { name: 'managers', value: ({ managers }) => managers },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'rules', value: ({ rules }) => rules },
  ],
  async *rows(db, _filters, { reach }) {
    yield await serviceRows(db, reach)
  },
}

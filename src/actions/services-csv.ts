import { type ServiceRow, serviceRows } from '../../db/queries/services.ts'
import { servicesThen } from '../../db/queries/services-then.ts'
import type { CsvExport } from './csv-export.ts'

/** The services as CSV, with who manages them and how many activities in force and rules are theirs; who managed them on another day is not kept. */
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
  async *rows(db, _filters, { reach, asAt }) {
    yield asAt
      ? (await servicesThen(db, reach, asAt)).map((service) => ({ ...service, managers: [] }))
      : await serviceRows(db, reach)
  },
}

import { type RecipientRow, recipientList, recipientsThen } from '../../db/queries/recipients.ts'
import type { CsvExport } from './csv-export.ts'

/** Whoever receives data as CSV: organisations with their codes, and categories of recipient. */
export const recipientsExport: CsvExport<RecipientRow, Record<string, never>> = {
  name: 'recipients',
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'organisation', value: ({ code }) => code },
    { name: 'roles', value: ({ roles }) => roles },
    { name: 'activities', value: ({ activities }) => activities },
  ],
  async *rows(db, _filters, { reach, asAt }) {
    yield asAt ? await recipientsThen(db, reach, asAt) : await recipientList(db, reach)
  },
}

import { type NoticeRow, noticesThen, noticesWithin } from '../../db/queries/privacy-notices.ts'
import type { CsvExport } from './csv-export.ts'

/** The source documents as CSV, without their words. */
export const privacyNoticesExport: CsvExport<NoticeRow, Record<string, never>> = {
  name: 'privacy-notices',
  columns: [
    { name: 'code', value: ({ code }) => code },
    { name: 'title', value: ({ title }) => title },
    { name: 'service', value: ({ service }) => service },
    { name: 'created_on', value: ({ createdOn }) => createdOn },
    { name: 'reviewed_on', value: ({ reviewedOn }) => reviewedOn },
    { name: 'shortest_period', value: ({ shortestPeriod }) => shortestPeriod },
    { name: 'longest_period', value: ({ longestPeriod }) => longestPeriod },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'file_name', value: ({ fileName }) => fileName },
  ],
  async *rows(db, _filters, { reach, asAt }) {
    yield asAt ? await noticesThen(db, reach, asAt) : await noticesWithin(db, reach)
  },
}

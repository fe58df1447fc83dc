import type { Allowed } from './test-route-matrix.ts'

const readsRecords = ['governance', 'manager', 'auditor'] as const
const audits = ['governance', 'auditor'] as const
const everybody = ['governance', 'manager', 'auditor', 'administrator'] as const

/** The routes of what was disposed of, of its proof, and of the reports on how the schedule is carried out. */
export const disposalsMatrix: Record<string, Allowed> = {
  'GET /disposals': readsRecords,
  'GET /disposals.csv': readsRecords,
  'GET /disposals.xlsx': readsRecords,
  'GET /disposal-reviews.csv.manifest': readsRecords,
  'GET /disposal-reviews.xlsx.manifest': readsRecords,
  'GET /disposal-instructions.csv.manifest': readsRecords,
  'GET /disposal-instructions.xlsx.manifest': readsRecords,
  'GET /disposals.csv.manifest': readsRecords,
  'GET /disposals.xlsx.manifest': readsRecords,
  'GET /disposals/question': audits,
  'POST /disposals/question': audits,

  'GET /destruction-certificates': readsRecords,
  'GET /destruction-certificates.csv': readsRecords,
  'GET /destruction-certificates.xlsx': readsRecords,
  'GET /destruction-certificates.csv.manifest': readsRecords,
  'GET /destruction-certificates.xlsx.manifest': readsRecords,
  'GET /destruction-certificates/:number': readsRecords,
  'GET /destruction-certificates/:number.json': readsRecords,
  'GET /destruction-certificates/:number.csv': readsRecords,
  'GET /destruction-certificates/:number.xlsx': readsRecords,
  'GET /destruction-certificates/:number/proof': audits,
  'POST /destruction-certificates/:number/proof': audits,

  'GET /disposal-incidents': audits,
  'GET /disposal-incidents.csv': audits,
  'GET /disposal-incidents.xlsx': audits,
  'GET /disposal-incidents.csv.manifest': audits,
  'GET /disposal-incidents.xlsx.manifest': audits,
  'GET /disposal-incidents/:id': audits,
  'POST /disposal-incidents/:id/owner': ['governance'],
  'POST /disposal-incidents/:id/closing': ['governance'],

  'GET /reports': everybody,
  'GET /reports/overdue-reviews': readsRecords,
  'GET /reports/overdue-reviews.csv': readsRecords,
  'GET /reports/overdue-reviews.xlsx': readsRecords,
  'GET /reports/decision-times': readsRecords,
  'GET /reports/decision-times.csv': readsRecords,
  'GET /reports/decision-times.xlsx': readsRecords,
  'GET /reports/repeat-extensions': readsRecords,
  'GET /reports/repeat-extensions.csv': readsRecords,
  'GET /reports/repeat-extensions.xlsx': readsRecords,
  'GET /reports/forecast': readsRecords,
  'GET /reports/forecast.csv': readsRecords,
  'GET /reports/forecast.xlsx': readsRecords,
  'GET /reports/decision-sample': audits,
  'GET /reports/decision-sample.csv': audits,
  'GET /reports/decision-sample.xlsx': audits,
}

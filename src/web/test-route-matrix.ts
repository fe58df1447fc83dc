import type { Role } from '../domain/permission.ts'

/** Who may use a route: anyone, signed in or not, a source system with its token, or the people of some roles. */
export type Allowed = 'anyone' | 'source system' | readonly Role[]

const everybody = ['governance', 'manager', 'auditor', 'administrator'] as const
const readsRecords = ['governance', 'manager', 'auditor'] as const
const readsJobs = ['governance', 'auditor', 'administrator'] as const
const works = ['governance', 'administrator'] as const
const decides = ['governance', 'manager'] as const

/**
 * Every route of the site with the roles that may use it, written down by hand.
 *
 * It stands beside the table of permissions on purpose: a test compares both with the router, so that a new route, or a
 * role that gains a right, is a line that somebody meant to write.
 */
export const matrix: Record<string, Allowed> = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'anyone',
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'POST /sign-out': 'anyone',
  'GET /single-sign-on': 'anyone',
  'GET /single-sign-on/callback': 'anyone',
  'GET /set-up': 'anyone',
  'POST /set-up': 'anyone',
  'GET /new-password': 'anyone',
  'POST /new-password': 'anyone',
  'GET /password-resets/new': 'anyone',
  'POST /password-resets': 'anyone',
  'GET /password-resets/sent': 'anyone',
  'GET /': everybody,

  'GET /account': everybody,
  'GET /account/password': everybody,
  'POST /account/password': everybody,
  'POST /account/session-endings': everybody,
  'POST /account/messages': everybody,

  'GET /processing-activities': everybody,
  'GET /processing-activities.csv': everybody,
  'GET /processing-activities.xlsx': everybody,
  'GET /processing-activities/new': ['governance'],
  'POST /processing-activities/new': ['governance'],
  'GET /processing-activities/:reference': everybody,
  'GET /processing-activities/:reference/versions/:version': everybody,
  'GET /processing-activities/:reference/edit': ['governance'],
  'POST /processing-activities/:reference/edit': ['governance'],
  'GET /processing-activities/:reference/retirement': ['governance'],
  'POST /processing-activities/:reference/retirement': ['governance'],

  'GET /retention-rules': everybody,
  'GET /retention-rules.csv': everybody,
  'GET /retention-rules.xlsx': everybody,
  'GET /retention-rules/new': ['governance'],
  'POST /retention-rules': ['governance'],
  'GET /retention-rules/:code': everybody,
  'GET /retention-rules/:code/edit': ['governance'],
  'POST /retention-rules/:code/edit': ['governance'],
  'POST /retention-rules/:code/versions': ['governance'],
  'POST /retention-rules/:code/confirmation': ['governance'],

  'GET /records': readsRecords,
  'GET /records.csv': readsRecords,
  'GET /records.xlsx': readsRecords,
  'GET /records/:id': readsRecords,

  'GET /record-feeds': readsJobs,
  'GET /record-feeds.csv': readsJobs,
  'GET /record-feeds.xlsx': readsJobs,
  'GET /record-feeds/new': works,
  'POST /record-feeds': works,
  'GET /record-feeds/:id': readsJobs,
  'GET /record-feeds/:id/rejections.csv': readsJobs,
  'GET /record-feeds/:id/rejections.xlsx': readsJobs,
  'POST /record-feeds/:id/cancellation': works,

  'GET /disposal-reviews': readsRecords,
  'GET /disposal-reviews.csv': readsRecords,
  'GET /disposal-reviews.xlsx': readsRecords,
  'GET /disposal-reviews/due-soon': readsRecords,
  'GET /disposal-reviews/due-soon.csv': readsRecords,
  'GET /disposal-reviews/due-soon.xlsx': readsRecords,
  'GET /disposal-reviews/:id': readsRecords,
  'GET /disposal-reviews/:id/approved.csv': readsRecords,
  'GET /disposal-reviews/:id/approved.xlsx': readsRecords,
  'POST /disposal-reviews/:id/exceptions': decides,
  'GET /disposal-reviews/:id/exceptions/:batch': readsRecords,
  'POST /disposal-reviews/:id/exceptions/:batch/undoing': decides,
  'GET /disposal-reviews/:id/decision': decides,
  'POST /disposal-reviews/:id/decision': decides,
  'GET /disposal-reviews/:id/second-approval': ['governance'],
  'POST /disposal-reviews/:id/second-approval': ['governance'],
  'GET /disposal-reviews/:id/confirmation': ['governance'],
  'POST /disposal-reviews/:id/confirmation': ['governance'],

  'GET /mail': ['administrator'],
  'GET /mail/:id': ['administrator'],
  'POST /mail/attempts': ['administrator'],
  'POST /mail/:id/attempts': ['administrator'],
  'GET /mail-preferences': 'anyone',
  'POST /mail-preferences': 'anyone',

  'GET /job-runs': readsJobs,
  'GET /job-runs.csv': readsJobs,
  'GET /job-runs.xlsx': readsJobs,
  'POST /job-runs': works,
  'GET /job-runs/:id': readsJobs,

  'GET /audit-events': readsJobs,
  'GET /audit-events.csv': readsJobs,
  'GET /audit-events.xlsx': readsJobs,
  'GET /audit-events/:id': readsJobs,

  'GET /privacy-notices': everybody,
  'GET /privacy-notices.csv': everybody,
  'GET /privacy-notices.xlsx': everybody,
  'GET /privacy-notices/:code': everybody,

  'GET /organisations': everybody,
  'GET /organisations.csv': everybody,
  'GET /organisations.xlsx': everybody,
  'GET /organisations/new': ['governance'],
  'POST /organisations/new': ['governance'],
  'GET /organisations/:code': everybody,
  'GET /organisations/:code/edit': ['governance'],
  'POST /organisations/:code/edit': ['governance'],

  'GET /services': everybody,
  'GET /services.csv': everybody,
  'GET /services.xlsx': everybody,
  'GET /services/new': ['administrator'],
  'POST /services/new': ['administrator'],
  'GET /services/:code': everybody,
  'GET /services/:code/edit': ['administrator'],
  'POST /services/:code/edit': ['administrator'],

  'GET /source-systems': everybody,
  'GET /source-systems.csv': everybody,
  'GET /source-systems.xlsx': everybody,
  'GET /source-systems/new': ['administrator'],
  'POST /source-systems/new': ['administrator'],
  'GET /source-systems/:code': everybody,
  'GET /source-systems/:code/edit': ['administrator'],
  'POST /source-systems/:code/edit': ['administrator'],

  'GET /users': ['administrator'],
  'GET /users.csv': ['administrator'],
  'GET /users.xlsx': ['administrator'],
  'GET /users/new': ['administrator'],
  'POST /users/new': ['administrator'],
  'GET /users/:id': ['administrator'],
  'GET /users/:id/edit': ['administrator'],
  'POST /users/:id/edit': ['administrator'],
  'GET /users/:id/suspension': ['administrator'],
  'POST /users/:id/suspension': ['administrator'],
  'POST /users/:id/reinstatement': ['administrator'],
  'POST /users/:id/second-factor-removal': ['administrator'],
  'POST /users/:id/single-sign-on-removal': ['administrator'],
  'POST /users/:id/invitation': ['administrator'],
  'POST /users/:id/password-reset': ['administrator'],

  'GET /source-systems/:code/tokens': ['administrator'],
  'POST /source-systems/:code/tokens': ['administrator'],
  'GET /source-systems/:code/tokens/new': ['administrator'],
  'GET /source-systems/:code/tokens/:id/revocation': ['administrator'],
  'POST /source-systems/:code/tokens/:id/revocation': ['administrator'],

  'GET /api/v1/openapi.json': 'anyone',
  'POST /api/v1/record-feeds': 'source system',
  'GET /api/v1/record-feeds/:id': 'source system',
  'GET /api/v1/record-feeds/:id/rejections.csv': 'source system',
}

import { issueWaiting } from '../actions/certificates.ts'
import { countOf } from '../domain/list.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Issues the certificates of instructions that are of many records. */
export async function issueCertificates({ db, clock, config, signal }: JobContext): Promise<Report> {
  const acting = { who: program('Certificates'), clock }
  const issued = await issueWaiting(db, acting, { hashKey: config.recordHashKey, signal })
  return { text: `Issued ${countOf(issued, 'destruction certificate')}.`, again: false }
}

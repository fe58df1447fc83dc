import { type Disposal, type DisposalFilters, disposalList } from '../../db/queries/disposal-register.ts'
import type { Db } from '../../db/schema.ts'
import { londonDate } from '../domain/calendar.ts'
import type { CsvExport, ExportContext } from './csv-export.ts'

const AT_ONCE = 1000

const several = (text: string): string[] => text.split('; ')

/** The disposal register as CSV, the latest proved first: counts and decisions, and nothing of any record. */
export const disposalsExport: CsvExport<Disposal, Omit<DisposalFilters, 'asAt'>> = {
  name: 'disposals',
  columns: [
    { name: 'disposed_from', value: (row) => row.disposedFrom },
    { name: 'disposed_to', value: (row) => row.disposedTo },
    { name: 'service', value: (row) => row.serviceCode },
    { name: 'rule', value: (row) => row.ruleCode },
    { name: 'rule_versions', value: (row) => several(row.ruleVersions) },
    { name: 'record_series', value: (row) => row.recordSeries },
    { name: 'disposal_action', value: (row) => row.action },
    { name: 'records', value: (row) => row.records },
    { name: 'quantity', value: (row) => row.quantity },
    { name: 'due_from', value: (row) => row.dueFrom },
    { name: 'due_to', value: (row) => row.dueTo },
    { name: 'authority', value: (row) => several(row.authority) },
    { name: 'decided_by', value: (row) => several(row.decidedBy) },
    { name: 'source_system', value: (row) => row.source },
    { name: 'method', value: (row) => several(row.method) },
    { name: 'review', value: (row) => row.reviewId },
    { name: 'certificate', value: (row) => row.number },
    { name: 'proved_on', value: (row) => londonDate(row.provedAt) },
  ],
  rows: (db, filters, context) => pagesOf(db, filters, context),
}

/** The destruction certificates as CSV, the latest first. */
export const certificatesExport: CsvExport<Disposal, Omit<DisposalFilters, 'asAt' | 'proof'>> = {
  name: 'destruction-certificates',
  columns: [
    { name: 'number', value: (row) => row.number },
    { name: 'issued_on', value: (row) => londonDate(row.provedAt) },
    { name: 'service', value: (row) => row.serviceCode },
    { name: 'source_system', value: (row) => row.source },
    { name: 'rule', value: (row) => row.ruleCode },
    { name: 'rule_versions', value: (row) => several(row.ruleVersions) },
    { name: 'record_series', value: (row) => row.recordSeries },
    { name: 'disposal_action', value: (row) => row.action },
    { name: 'records', value: (row) => row.records },
    { name: 'quantity', value: (row) => row.quantity },
    { name: 'disposed_from', value: (row) => row.disposedFrom },
    { name: 'disposed_to', value: (row) => row.disposedTo },
    { name: 'authority', value: (row) => several(row.authority) },
    { name: 'decided_by', value: (row) => several(row.decidedBy) },
    { name: 'method', value: (row) => several(row.method) },
    { name: 'review', value: (row) => row.reviewId },
    { name: 'instruction', value: (row) => row.instructionId },
    { name: 'merkle_root', value: (row) => row.merkleRoot },
    { name: 'sha256', value: (row) => row.sha256 },
  ],
  rows: (db, filters, context) => pagesOf(db, { ...filters, proof: 'certificate' }, context),
}

async function* pagesOf(db: Db, filters: DisposalFilters, { reach, asAt = null }: ExportContext) {
  for (let offset = 0; ; offset += AT_ONCE) {
    const rows = await disposalList(db, { ...filters, asAt }, reach, { limit: AT_ONCE, offset })
    yield rows
    if (rows.length < AT_ONCE) return
  }
}

import { type InstructionFilters, instructionList } from '../../db/queries/disposal-instructions.ts'
import { instructionsThen, type ListedInstruction } from '../../db/queries/instructions-then.ts'
import type { CsvExport } from './csv-export.ts'

/** The filters of the list; the context says whose instructions and which day. */
export type InstructionExportFilters = Omit<InstructionFilters, 'reach' | 'today'>

const AT_ONCE = 1000

/** The disposal instructions as CSV, the open ones first. Counts are of records; answered = done + not_found + failed + called_back. */
export const disposalInstructionsExport: CsvExport<ListedInstruction, InstructionExportFilters> = {
  name: 'disposal-instructions',
  columns: [
    { name: 'id', value: (one) => one.id },
    { name: 'review', value: (one) => one.reviewId },
    { name: 'service', value: (one) => one.serviceCode },
    { name: 'source_system', value: (one) => one.sourceCode },
    { name: 'rule', value: (one) => one.ruleCode },
    { name: 'record_series', value: (one) => one.recordSeries },
    { name: 'disposal_action', value: (one) => one.action },
    { name: 'state', value: (one) => one.state },
    { name: 'round', value: (one) => one.round },
    { name: 'instructed_on', value: (one) => one.instructedOn },
    { name: 'records', value: (one) => one.recordCount },
    { name: 'answered', value: (one) => one.answeredCount },
    { name: 'done', value: (one) => one.doneCount },
    { name: 'not_found', value: (one) => one.notFoundCount },
    { name: 'failed', value: (one) => one.failedCount },
    { name: 'called_back', value: (one) => one.recalledCount },
    { name: 'first_fetched_at', value: (one) => one.firstFetchedAt },
    { name: 'chased_on', value: (one) => one.chasedOn },
    { name: 'last_done_on', value: (one) => one.lastDoneOn },
    { name: 'backups_expire_on', value: (one) => one.backupsExpireOn },
    { name: 'closed_at', value: (one) => one.closedAt },
  ],
  async *rows(db, filters, { today, reach, asAt }) {
    if (asAt) return yield await instructionsThen(db, { ...filters, today, reach }, asAt)
    for (let offset = 0; ; offset += AT_ONCE) {
      const page = await instructionList(db, { ...filters, today, reach }, { limit: AT_ONCE, offset })
      yield page
      if (page.length < AT_ONCE) return
    }
  },
}

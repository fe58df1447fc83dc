import { headOfTrail } from '../../db/queries/audit-events.ts'
import type { Instruction } from '../../db/queries/disposal-instructions.ts'
import { lastRecordId } from '../../db/queries/feed-records.ts'
import { feedById } from '../../db/queries/record-feeds.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'
import { auditEventsExport } from './audit-events-csv.ts'
import type { TrailQuestion } from './audit-page.ts'
import type { ExportContext } from './csv-export.ts'
import { instructionItemsExport } from './instruction-items-csv.ts'
import { feedRejectionsExport } from './record-feeds-csv.ts'
import { fewPlaces } from './record-page.ts'
import { type RecordExportFilters, recordsExport } from './records-csv.ts'
import { type FileAsked, type WholeList, whole } from './whole-list.ts'

/** A list that may have millions of rows, with what was asked of it: plain values, so that it goes to another thread whole. */
export type LongList =
  | { of: 'records'; filters: RecordExportFilters }
  | { of: 'audit events'; question: TrailQuestion }
  | { of: 'instruction items'; instruction: Instruction }
  | { of: 'rejected rows'; feedId: number }

/** A file of such a list. */
export type LongFile = FileAsked & { list: LongList }

/** As many files are being made as the machine can make beside answering pages. */
export class TooManyFiles extends Error {}

const FEW = 5_000

/** The list itself, in whichever thread it is wanted. */
export function longList(asked: LongList): WholeList {
  switch (asked.of) {
    case 'records':
      return whole(recordsExport, asked.filters)
    case 'audit events':
      return whole(auditEventsExport, asked.question)
    case 'instruction items':
      return whole(instructionItemsExport(asked.instruction), {})
    case 'rejected rows':
      return whole(feedRejectionsExport(asked.feedId), {})
  }
}

/** True when it can be told quickly that the list has few rows this time, so that a thread of its own would take longer to begin. */
export async function isShort(db: Db, asked: LongList, { reach }: ExportContext): Promise<boolean> {
  switch (asked.of) {
    case 'records': {
      const { order, ...filters } = asked.filters
      if ((await lastRecordId(db)) <= FEW) return true
      const wanted = wantedRecords(filters, reach, await recordTerms(db))
      return wanted.narrow && (await fewPlaces(db, wanted, 'received', FEW)) !== null
    }
    case 'audit events':
      return (await headOfTrail(db)).id <= FEW
    case 'instruction items':
      return asked.instruction.recordCount <= FEW
    case 'rejected rows':
      return ((await feedById(db, asked.feedId))?.rejected ?? 0) <= FEW
  }
}

import { type ApprovedRecord, approvedRecords } from '../../db/queries/review-disposals.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { disposalToDo } from '../domain/disposal.ts'
import type { CsvColumn } from '../formats/csv-write.ts'

const AT_ONCE = 5000

/** The columns of the list that a source system is given: what of its records to dispose of, and how. */
export const approvedColumns = ({ rule }: Review): CsvColumn<ApprovedRecord>[] => [
  { name: 'reference', value: (record) => record.reference },
  { name: 'source_system', value: (record) => record.sourceSystem },
  { name: 'rule', value: () => rule.code },
  { name: 'due_on', value: (record) => record.dueOn },
  { name: 'title', value: (record) => record.title },
  { name: 'location', value: (record) => record.location },
  { name: 'quantity', value: (record) => record.quantity },
  { name: 'disposal_action', value: () => disposalToDo(rule.disposalAction) },
]

/** The approved records of a review, of one source system when its code is given. */
export async function* approvedRows(
  db: Db,
  reviewId: number,
  source: string | undefined,
): AsyncGenerator<readonly ApprovedRecord[]> {
  let after: number | undefined = 0
  while (after !== undefined) {
    const records: ApprovedRecord[] = await approvedRecords(db, reviewId, source, AT_ONCE, after)
    yield records
    after = records.length === AT_ONCE ? records.at(-1)?.id : undefined
  }
}

import { type ApprovedRecord, approvedRecords } from '../../db/queries/review-disposals.ts'
import type { Review } from '../../db/queries/review-show.ts'
import { disposalToDo } from '../domain/disposal.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 5000

/** The list that a source system is given of an approved review: what of its records to dispose of, and how. `source`: its code; all when left out. */
export const approvedExport = (
  { id, rule }: Review,
  source: string | undefined,
): CsvExport<ApprovedRecord, object> => ({
  name: `disposal-reviews/${id}/approved`,
  fileName: ['disposal-review', id, 'approved', inFileName(source)].filter(Boolean).join('-'),
  columns: [
    { name: 'reference', value: (record) => record.reference },
    { name: 'source_system', value: (record) => record.sourceSystem },
    { name: 'rule', value: () => rule.code },
    { name: 'due_on', value: (record) => record.dueOn },
    { name: 'title', value: (record) => record.title },
    { name: 'location', value: (record) => record.location },
    { name: 'quantity', value: (record) => record.quantity },
    { name: 'disposal_action', value: () => disposalToDo(rule.disposalAction) },
  ],
  async *rows(db) {
    let after: number | undefined = 0
    while (after !== undefined) {
      const records: ApprovedRecord[] = await approvedRecords(db, id, source, AT_ONCE, after)
      yield records
      after = records.length === AT_ONCE ? records.at(-1)?.id : undefined
    }
  },
})

const inFileName = (code = ''): string => code.toLowerCase().replace(/[^a-z0-9]/g, '')

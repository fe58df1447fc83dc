import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { lastRecordId } from '../../db/queries/feed-records.ts'
import { holdsOver } from '../../db/queries/held.ts'
import type { RecordFilters } from '../../db/queries/record-conditions.ts'
import type { RecordOrder } from '../../db/queries/record-places.ts'
import { type RecordTerms, recordTerms } from '../../db/queries/record-terms.ts'
import { type Wanted, wantedRecords } from '../../db/queries/record-wanted.ts'
import { type ListedRecord, recordsBetween, recordsByIds } from '../../db/queries/records-list.ts'
import type { Db } from '../../db/schema.ts'
import { lastSeen } from '../domain/last-seen.ts'
import type { CsvExport } from './csv-export.ts'
import { fewPlaces, inOrder } from './record-page.ts'
import { walk } from './record-walk.ts'

export type RecordExportFilters = RecordFilters & { order?: RecordOrder | undefined }

/** A record with what its ids stand for. */
type Row = {
  record: ListedRecord
  held: boolean
  source: Source | undefined
  service: Named | undefined
  rule: Rule | undefined
}
type Source = TermOf<'sources'>
type Named = TermOf<'services'>
type Rule = TermOf<'rules'>
type TermOf<Kind extends keyof RecordTerms> = RecordTerms[Kind] extends Map<number, infer Term> ? Term : never

const AT_ONCE = 2000

/** The records held as CSV, as they were received or by due date. `held`: whether a disposal hold keeps a record. */
export const recordsExport: CsvExport<Row, RecordExportFilters> = {
  name: 'records',
  columns: [
    { name: 'reference', value: ({ record }) => record.reference },
    { name: 'source_system', value: ({ source }) => source?.code ?? null },
    { name: 'service', value: ({ service }) => service?.code ?? null },
    { name: 'rule', value: ({ rule }) => rule?.code ?? null },
    { name: 'record_series', value: ({ rule }) => rule?.recordSeries ?? null },
    { name: 'trigger_date', value: ({ record }) => record.triggerOn },
    { name: 'retain_until', value: ({ record }) => record.retainUntil },
    { name: 'due_on', value: ({ record }) => record.dueOn },
    { name: 'state', value: ({ record }) => record.state },
    { name: 'held', value: ({ held }) => (held ? 'yes' : 'no') },
    { name: 'flagged_on', value: ({ record }) => record.flaggedOn },
    { name: 'review', value: ({ record }) => record.reviewId },
    { name: 'quantity', value: ({ record }) => record.quantity },
    { name: 'title', value: ({ record }) => record.title },
    { name: 'location', value: ({ record }) => record.location },
    { name: 'last_seen_on', value: ({ record, source }) => lastSeen(record, source?.lastFullFeedOn ?? null) },
  ],
  async *rows(db, { order = 'received', ...filters }, { reach }) {
    const terms = await recordTerms(db)
    const wanted = wantedRecords(filters, reach, terms)
    for await (const records of inChunks(db, wanted, order)) {
      const ids = records.map(({ id }) => id)
      yield records.map(rowOf(terms, await holdsOver(db, ids)))
    }
  },
}

const rowOf =
  ({ sources, services, rules }: RecordTerms, holds: ReadonlyMap<number, unknown>) =>
  (record: ListedRecord): Row => ({
    record,
    held: holds.has(record.id),
    source: sources.get(record.sourceSystemId),
    service: record.serviceId === null ? undefined : services.get(record.serviceId),
    rule: rules.get(record.ruleId),
  })

/** A small list is found through indexes; a large one is read stretch by stretch, so that pages are answered meanwhile. */
async function* inChunks(db: Db, wanted: Wanted, order: RecordOrder): AsyncGenerator<ListedRecord[]> {
  const places = wanted.narrow ? await fewPlaces(db, wanted, order, AT_ONCE) : null
  if (places !== null) yield recordsByIds(db, inOrder(places, order))
  else if (order === 'due') yield* byDueDate(db, wanted)
  else yield* byId(db, wanted)
}

async function* byId(db: Db, wanted: Wanted): AsyncGenerator<ListedRecord[]> {
  const last = await lastRecordId(db)
  for (let after = 0; after < last; after += AT_ONCE) {
    yield recordsBetween(db, wanted, after, after + AT_ONCE)
    await turnOfEvents()
  }
}

async function* byDueDate(db: Db, wanted: Wanted): AsyncGenerator<ListedRecord[]> {
  const stride = { first: AT_ONCE, most: AT_ONCE }
  for await (const places of walk(db, wanted, 'due', { stride })) {
    const ids = places.map(({ id }) => id)
    yield recordsByIds(db, ids)
  }
}

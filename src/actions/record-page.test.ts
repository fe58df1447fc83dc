import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { caughtByHolds } from '../../db/queries/caught.ts'
import { holdsOver } from '../../db/queries/held.ts'
import type { Caught, RecordFilters } from '../../db/queries/record-conditions.ts'
import type { From, RecordOrder } from '../../db/queries/record-places.ts'
import { type RecordTerms, recordTerms } from '../../db/queries/record-terms.ts'
import { UNASSIGNED, wantedRecords } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'
import { addRecord, putInState } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { addDays, type Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { keptTotal, nextPlaces, recordPage } from './record-page.ts'
import { firstOf, walk } from './record-walk.ts'
import { recordsExport } from './records-csv.ts'
import { sweep } from './sweep.ts'
import { placed } from './test-holds.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T06:00:00.000Z` }
const RECORDS = 300
const PAGE = 7

let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
let terms: RecordTerms
let close: () => Promise<void>
let held: Awaited<ReturnType<typeof everything>>
/** What each hold catches, and all of them, with the ids of the records. */
const caught = new Map<number | 'all', { caught: Caught; ids: Set<number> }>()

const everything = () => db.selectFrom('records').selectAll().orderBy('id').execute()

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
  await db.transaction().execute(async (tx) => {
    const rules = ['LIB-01', 'LIB-03', 'LIB-10', 'MUS-02'] as const
    const { libraries, music } = world.services
    for (let at = 0; at < RECORDS; at++)
      await addRecord(tx, world, {
        rule: rules[at % 4] ?? 'LIB-01',
        triggerOn: at % 3 === 0 ? null : addDays('2019-01-01', ((at * 37) % 80) * 40),
        sourceSystemId: at % 5 === 0 ? world.systems.musicSystem : world.systems.lms,
        serviceId: [libraries, music, libraries, null][(at * 7) % 4] ?? null,
        firstSeenOn: addDays('2024-06-01', (at % 10) * 90),
        missingSince: at % 11 === 0 ? '2026-11-01' : null,
      })
  })
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  const dueIds = (await everything()).filter(({ state }) => state === 'due').map(({ id }) => id)
  await putInState(db, dueIds.slice(0, 9), 'instructed')
  await putInState(db, dueIds.slice(9, 14), 'destroyed')
  terms = await recordTerms(db)
  held = await everything()
  await placeHolds()
})

async function placeHolds(): Promise<void> {
  const governance = { who: world.users.governance, clock }
  const some = held.slice(40, 60).map(({ reference, sourceSystemId: source }) => ({ reference, source }))
  const references = some.filter(({ source }) => source === world.systems.lms).map(({ reference }) => reference)
  await placed(db, governance, { rules: ['LIB-01', 'MUS-02'], services: ['LIB'] })
  await placed(db, governance, { sources: ['MUSIC'], triggerTo: '2021-12-31' })
  await placed(db, governance, { source: 'LMS', references: [...references, 'LATER'] })
  await placed(db, governance, { triggerFrom: '2026-01-01' })
  const ids = held.map(({ id }) => id)
  const over = await holdsOver(db, ids)
  const under = (hold: number) => ids.filter((id) => over.get(id)?.some((one) => one.id === hold))
  for (const hold of [1, 2, 3, 4])
    caught.set(hold, { caught: await caughtByHolds(db, hold), ids: new Set(under(hold)) })
  caught.set('all', { caught: await caughtByHolds(db), ids: new Set(over.keys()) })
}
after(() => close())

type Held = (typeof held)[number]

type Asked = RecordFilters & { hold?: number | 'all' | undefined }

const ofIndexes = {
  service: fc.constantFrom('LIB', 'MUS', UNASSIGNED, 'NONE'),
  rule: fc.constantFrom('LIB-01', 'LIB-03', 'LIB-10', 'FIN-01', 'NONE'),
  state: fc.constantFrom('open', 'retained', 'due', 'permanent', 'instructed', 'destroyed'),
} as const

const manyFilters: fc.Arbitrary<Asked> = fc.record(
  {
    ...ofIndexes,
    source: fc.constantFrom('LMS', 'MUSIC', 'NONE'),
    dueFrom: fc.constantFrom('2021-01-01', '2024-03-01'),
    dueTo: fc.constantFrom('2023-01-01', TODAY),
    triggerFrom: fc.constantFrom('2019-06-01', '2022-01-01'),
    triggerTo: fc.constantFrom('2021-01-01', '2025-01-01'),
    missing: fc.boolean(),
    openSince: fc.constantFrom('2025-11-22', '2024-11-22'),
    backlog: fc.boolean(),
    reference: fc.constantFrom('LMS-', 'LMS-00000', 'LMS-0000012', 'X'),
    review: fc.constantFrom(1, 2, 99),
    hold: fc.constantFrom<number | 'all'>(1, 2, 3, 4, 'all'),
  },
  { requiredKeys: [] },
)
/** As most people ask: by what the indexes have, or by anything. */
const someFilters: fc.Arbitrary<Asked> = fc.oneof(fc.record(ofIndexes, { requiredKeys: [] }), manyFilters)
const someReach = fc.constantFrom<('libraries' | 'music')[] | null>(
  null,
  null,
  ['libraries'],
  ['libraries', 'music'],
  [],
)
const someOrder = fc.constantFrom<RecordOrder>('received', 'due')

/** A page that some services fill, and one that takes records of many. */
const someSize = fc.constantFrom(PAGE, 60)

const asked = fc.tuple(someFilters, someReach, someOrder, someSize)

test('pages, walks of the indexes and the CSV all give the records that match, in order, and no others', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async ([{ hold, ...others }, services, order, size]) => {
      const filters = hold === undefined ? others : { ...others, caught: caught.get(hold)?.caught }
      const reach = services?.map((name) => world.services[name]) ?? null
      const wanted = wantedRecords(filters, reach, terms)
      const matching = inOrder(held.filter(matches({ ...filters, hold }, reach)), order)
      const ids = matching.map(({ id }) => id)
      const kept = await keptTotal(db, wanted, order)
      if (kept !== null) assert.deepEqual(kept, { records: ids.length, exact: true })
      const page = async (from?: From) => (await recordPage(db, wanted, order, size, from)).records
      assert.deepEqual(await allPages(page), ids)
      assert.deepEqual(await allPages((from) => nextPlaces(db, wanted, order, size, from)), ids)
      const strides = walk(db, wanted, order, { stride: { first: 3, most: 20 } })
      assert.deepEqual(
        (await firstOf(strides, RECORDS)).map(({ id }) => id),
        ids,
      )
      const references: string[] = []
      for await (const rows of recordsExport.rows(db, { ...filters, order }, { today: TODAY, reach }))
        references.push(...rows.map(({ record }) => record.reference))
      assert.deepEqual(
        references,
        matching.map(({ reference }) => reference),
      )
    }),
    { numRuns: tries(150) },
  )
})

test('the page before a page is the one that it came from', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async ([{ hold, ...others }, services, order, size]) => {
      const filters = hold === undefined ? others : { ...others, caught: caught.get(hold)?.caught }
      const reach = services?.map((name) => world.services[name]) ?? null
      const wanted = wantedRecords(filters, reach, terms)
      const first = await recordPage(db, wanted, order, size)
      const last = first.records.at(-1)
      if (!last || !first.more.after) return
      const second = await recordPage(db, wanted, order, size, { place: last, direction: 'after' })
      const [start] = second.records
      assert.ok(start && second.more.before)
      const back = { place: start, direction: 'before' as const }
      const before = await recordPage(db, wanted, order, size, back)
      assert.deepEqual(before, { ...first, more: { before: false, after: true } })
      const walked = await nextPlaces(db, wanted, order, size, back)
      assert.deepEqual(
        walked.map(({ id }) => id).toReversed(),
        first.records.map(({ id }) => id),
      )
    }),
    { numRuns: tries(100) },
  )
})

type Placed = { id: number; dueOn: string | null }

/** The ids of all pages, each asked for after the last record of the one before. */
async function allPages(page: (from?: From) => Promise<Placed[]>): Promise<number[]> {
  const ids: number[] = []
  for (let records = await page(); ; ) {
    ids.push(...records.map(({ id }) => id))
    const place = records.at(-1)
    if (!place) return ids
    records = await page({ place, direction: 'after' })
  }
}

/** The filters said once more, in plain words of the language. */
const matches = (filters: Asked, reach: number[] | null) => (record: Held) => {
  const { service } = filters
  const code = record.serviceId === null ? UNASSIGNED : terms.services.get(record.serviceId)?.code
  return (
    (reach === null || (record.serviceId !== null && reach.includes(record.serviceId))) &&
    (service === undefined || service === code) &&
    (filters.source === undefined || filters.source === terms.sources.get(record.sourceSystemId)?.code) &&
    (filters.rule === undefined || filters.rule === terms.rules.get(record.ruleId)?.code) &&
    (filters.state === undefined || filters.state === record.state) &&
    (filters.openSince === undefined || (record.state === 'open' && record.firstSeenOn <= filters.openSince)) &&
    within(record.dueOn, filters.dueFrom, filters.dueTo) &&
    within(record.triggerOn, filters.triggerFrom, filters.triggerTo) &&
    (!filters.missing || record.missingSince !== null) &&
    (!filters.backlog || record.backlog === 1) &&
    (filters.reference === undefined || record.reference.startsWith(filters.reference)) &&
    (filters.review === undefined || record.reviewId === filters.review) &&
    (filters.hold === undefined || caught.get(filters.hold)?.ids.has(record.id) === true)
  )
}

function within(date: string | null, from: string | undefined, to: string | undefined): boolean {
  if (from === undefined && to === undefined) return true
  return date !== null && (from === undefined || date >= from) && (to === undefined || date <= to)
}

const inOrder = (records: Held[], order: RecordOrder): Held[] =>
  order === 'received'
    ? records
    : records
        .filter(({ dueOn }) => dueOn !== null)
        .toSorted((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? '') || a.id - b.id)

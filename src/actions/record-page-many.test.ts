import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { caughtByHolds } from '../../db/queries/caught.ts'
import type { RecordFilters } from '../../db/queries/record-conditions.ts'
import type { Place, RecordOrder } from '../../db/queries/record-places.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { type Wanted, wantedRecords } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { addDays, type Clock } from '../domain/calendar.ts'
import { recordPage } from './record-page.ts'
import { placed } from './test-holds.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T06:00:00.000Z` }
const SIZE = 50
const ALIKE = 100

/** Too many to be counted, few enough for that but too many to be put in order, and few enough for both. */
const COUNTS = { 'LIB-01': 10_200, 'LIB-03': 2_500, 'MUS-02': 1_500 } as const
type Rule = keyof typeof COUNTS

let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
let close: () => Promise<void>
const held: (Place & { rule: Rule })[] = []

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
  for (const rule of Object.keys(COUNTS) as Rule[])
    for (let at = 0; at < COUNTS[rule] / ALIKE; at++)
      await addRecords(db, world, { rule, triggerOn: addDays('2026-01-01', (at * 37) % 101) }, ALIKE)
  const rows = await db.selectFrom('records').select(['id', 'dueOn', 'ruleId']).orderBy('id').execute()
  for (const { id, dueOn, ruleId } of rows) {
    const rule = (Object.keys(COUNTS) as Rule[]).find((code) => world.rules[code].ruleId === ruleId)
    assert.ok(rule)
    held.push({ id, dueOn, rule })
  }
})
after(() => close())

const wantedOf = async (filters: RecordFilters): Promise<Wanted> => wantedRecords(filters, null, await recordTerms(db))

const inOrder = (rules: readonly Rule[], order: RecordOrder) => {
  const places = held.filter(({ rule }) => rules.includes(rule))
  if (order === 'received') return places
  return places.toSorted((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? '') || a.id - b.id)
}

/** The first page, the pages after and before a record in the middle, and the last one. */
async function assertPages(wanted: Wanted, order: RecordOrder, expected: Place[], total: unknown): Promise<void> {
  const page = async (at: number | null, direction: 'after' | 'before' = 'after') => {
    const place = at === null ? undefined : expected[at]
    const { records, total: found } = await recordPage(db, wanted, order, SIZE, place && { place, direction })
    assert.deepEqual(found, total)
    return records.map(({ id }) => id)
  }
  const ids = expected.map(({ id }) => id)
  const middle = Math.floor(ids.length / 2) + 7
  assert.deepEqual(await page(null), ids.slice(0, SIZE))
  assert.deepEqual(await page(middle), ids.slice(middle + 1, middle + 1 + SIZE))
  assert.deepEqual(await page(middle, 'before'), ids.slice(middle - SIZE, middle))
  assert.deepEqual(await page(ids.length - 5), ids.slice(-4))
}

for (const order of ['received', 'due'] as const)
  test(`lists are in the order ${order} and counted, however many they have`, async () => {
    for (const rule of Object.keys(COUNTS) as Rule[]) {
      const expected = inOrder([rule], order)
      assert.equal(expected.length, COUNTS[rule])
      await assertPages(await wantedOf({ rule }), order, expected, { records: expected.length, exact: true })
    }
    const ofLibraries = inOrder(['LIB-01', 'LIB-03'], order)
    const wanted = await wantedOf({ service: 'LIB', state: 'retained' })
    await assertPages(wanted, order, ofLibraries, { records: ofLibraries.length, exact: true })
  })

test('what several holds catch is counted up to 10,000 records of each, and in order', async () => {
  const governance = { who: world.users.governance, clock }
  const references = await db
    .selectFrom('records')
    .select('reference')
    .where('ruleId', '=', world.rules['LIB-03'].ruleId)
    .execute()
  await placed(db, governance, { rules: ['LIB-03'] })
  await placed(db, governance, { rules: ['MUS-02'] })
  await placed(db, governance, { source: 'LMS', references: references.slice(0, 60).map(({ reference }) => reference) })
  for (const order of ['received', 'due'] as const) {
    const expected = inOrder(['LIB-03', 'MUS-02'], order)
    const total = { records: expected.length, exact: true }
    await assertPages(await wantedOf({ caught: await caughtByHolds(db) }), order, expected, total)
  }
  await placed(db, governance, { rules: ['LIB-01'] })
  for (const order of ['received', 'due'] as const) {
    const wanted = await wantedOf({ caught: await caughtByHolds(db) })
    await assertPages(wanted, order, inOrder(['LIB-01', 'LIB-03', 'MUS-02'], order), { records: 10_200, exact: false })
  }
})

test('what is missing at its source, too many to be counted, is in order', async () => {
  await db
    .updateTable('records')
    .set({ missingSince: TODAY })
    .where('ruleId', '=', world.rules['LIB-01'].ruleId)
    .execute()
  for (const order of ['received', 'due'] as const) {
    const wanted = await wantedOf({ missing: true })
    await assertPages(wanted, order, inOrder(['LIB-01'], order), { records: 10_000, exact: false })
  }
})

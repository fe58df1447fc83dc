import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { byDueDate, type DuePlace, legsOf, placeAlong } from './due-order.ts'
import { endOfStretch } from './queries/review-stretches.ts'
import { addRecords, putInState } from './test-records.ts'
import { skipOnPostgres, smallWorld, type TemporaryDatabase, temporaryDatabase } from './test-world.ts'

let database: TemporaryDatabase
/** The records of the review in the order of their due dates, of which many have the same. */
let places: DuePlace[]

before(async () => {
  database = await temporaryDatabase()
  const { db } = database
  const world = await smallWorld(db)
  const ids: number[] = []
  for (const triggerOn of ['2019-05-01', '2016-02-29', '2019-05-01', '2018-03-31', '2016-02-29'])
    ids.push(...(await addRecords(db, world, { triggerOn }, 3)))
  await putInState(db, ids, 'due')
  const { rows } =
    await sql<DuePlace>`select due_on, id from records where review_id is not null order by due_on, id`.execute(db)
  places = rows
  assert.equal(places.length, 15)
})
after(() => database.close())

test('a stretch ends where so many records in the order of due dates have passed, wherever it begins', async () => {
  for (let from = -1; from < places.length; from++)
    for (let length = 1; length <= places.length + 1; length++)
      assert.deepEqual(
        await endOfStretch(database.db, 1, places[from] ?? null, length),
        places[from + length],
        `${length} after ${from}`,
      )
})

for (const direction of ['after', 'before'] as const)
  test(`going ${direction === 'after' ? 'on' : 'back'}, the legs of a stretch have each of its records once, in order, and no other`, async () => {
    const along = direction === 'after' ? places : places.toReversed()
    for (let from = -1; from < along.length; from++)
      for (let to = from + 1; to <= along.length; to++) {
        const found: number[] = []
        for (const leg of legsOf(along[from] ?? null, along[to], direction)) {
          const { rows } = await sql<DuePlace>`
            select due_on, id from records where review_id = 1 and ${leg} order by ${byDueDate(direction)}`.execute(
            database.db,
          )
          found.push(...rows.map(({ id }) => id))
        }
        assert.deepEqual(
          found,
          along.slice(from + 1, to + 1).map(({ id }) => id),
        )
      }
  })

test('what stands so many records further back is found, and nothing beyond the first of all', async () => {
  const along = places.toReversed()
  for (const [at, from] of along.entries()) {
    const legs = legsOf(from, undefined, 'before')
    const course = { records: sql`from records where review_id = 1`, legs, inOrder: byDueDate('before') }
    for (let length = 1; length <= along.length; length++)
      assert.deepEqual(await placeAlong(database.db, course, length, sql`due_on, id`), along[at + length])
  }
})

test('a stretch within one date is found by its ids, however many records have that date', {
  skip: skipOnPostgres('it plans by the sizes of tables'),
}, async () => {
  const [leg] = legsOf({ dueOn: '2023-04-01', id: 5 }, { dueOn: '2023-04-01', id: 9 })
  const { rows } = await sql<{ detail: string }>`
    explain query plan select count(*) from records where review_id = 1 and ${leg}`.execute(database.db)
  assert.match(
    rows.map(({ detail }) => detail).join(),
    /COVERING INDEX records_in_review \(review_id=\? AND due_on=\? AND rowid>\? AND rowid<\?\)/,
  )
})

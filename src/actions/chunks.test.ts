import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { alone, type Transact } from '../../db/beside-others.ts'
import { pathOf } from '../../db/copy.ts'
import { openDatabase } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { embeddedDatabase } from '../../db/test-world.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { inChunks } from './chunks.ts'

const ITEMS = Array.from({ length: 9_000 }, (_, n) => n)

let opened: Awaited<ReturnType<typeof embeddedDatabase>>
let db: Db
let transactions: number
beforeEach(async () => {
  opened = await embeddedDatabase()
  db = openDatabase(opened.url, 'hurried')
  transactions = 0
})
afterEach(async () => {
  await db.destroy()
  await opened.close()
})

const counting: Transact = (db, work) => {
  transactions += 1
  return alone(db, work)
}
const held = { signal: new AbortController().signal, renew: async () => {}, transact: counting }

/** Names of organisations may stand once, and are what pieces of work write here. */
const add = (tx: Db, name: string) =>
  tx.insertInto('organisations').values({ code: name, name, kind: 'other' }).execute()
const names = async () => {
  const rows = await opened.db.selectFrom('organisations').select('name').orderBy('id').execute()
  return rows.map(({ name }) => name)
}

test('pieces are committed together when it is known that nobody waits, and one by one when it is not', async () => {
  const sizes: number[] = []
  let run = 1
  const write = async (tx: Db, chunk: readonly number[]) => {
    await add(tx, `${run}: ${chunk[0]}`)
    sizes.push(chunk.length)
  }
  await inChunks(db, ITEMS, held, write)
  assert.equal(transactions, sizes.length)
  assert.ok(sizes.length > 2)
  tellWhoWaits(pathOf(opened.url))
  transactions = 0
  sizes.length = 0
  run = 2
  await inChunks(db, ITEMS, held, write)
  assert.ok(sizes.length > 2)
  assert.equal(transactions, 1)
  transactions = 0
  run = 3
  await inChunks(opened.db, ITEMS, held, write)
  assert.ok(transactions > 2, 'pages would wait for a connection of theirs')
})

test('whoever waits to write meanwhile comes next', async () => {
  tellWhoWaits(pathOf(opened.url))
  const another = openDatabase(opened.url)
  const begun = Promise.withResolvers<void>()
  const work = inChunks(db, ITEMS, held, async (tx, chunk) => {
    await add(tx, String(chunk[0]))
    begun.resolve()
    await pause(10)
  })
  await begun.promise
  await add(another, 'waited')
  await work
  const order = await names()
  assert.ok(order.indexOf('waited') > 0 && order.indexOf('waited') < order.length - 1, order.join(' '))
  assert.equal(transactions, 2)
  await another.destroy()
})

test('an item that is refused takes nothing back of others, and what came of each piece is told once', async () => {
  tellWhoWaits(pathOf(opened.url))
  await add(opened.db, '4321')
  const told: number[] = []
  const done = (written: readonly number[]): void => void told.push(...written)
  const refused = await inChunks(db, ITEMS.slice(0, 5_000), { ...held, done }, async (tx, chunk) => {
    for (const n of chunk) if (n % 100 === 21) await add(tx, String(n))
    return chunk
  })
  assert.deepEqual(
    refused.map(({ item }) => item),
    [4321],
  )
  const written = ITEMS.slice(0, 5_000).filter((n) => n !== 4321)
  assert.deepEqual(
    told.toSorted((a, b) => a - b),
    written,
  )
  assert.deepEqual(
    (await names()).map(Number).sort((a, b) => a - b),
    ITEMS.filter((n) => n < 5_000 && n % 100 === 21),
  )
})

test('what is said at the end of a transaction is of all its pieces, and of none that was taken back', async () => {
  tellWhoWaits(pathOf(opened.url))
  await add(opened.db, '4321')
  const summed: number[] = []
  const sums: number[] = []
  const sum = async (tx: Db, pieces: readonly (readonly number[])[]): Promise<void> => {
    const all = pieces.flat()
    sums.push(all.length)
    await add(tx, `sum of ${all.length} from ${all[0]}`)
    summed.push(...all)
  }
  const refused = await inChunks(db, ITEMS.slice(0, 5_000), { ...held, sum }, async (tx, chunk) => {
    if (chunk.includes(4321)) await add(tx, '4321')
    return chunk
  })
  assert.deepEqual(
    refused.map(({ item }) => item),
    [4321],
  )
  assert.deepEqual(
    summed.toSorted((a, b) => a - b),
    ITEMS.slice(0, 5_000).filter((n) => n !== 4321),
  )
  assert.equal((await names()).filter((name) => name.startsWith('sum of')).length, sums.length)
  sums.length = 0
  transactions = 0
  await inChunks(
    db,
    ITEMS,
    { ...held, sum: async (_, pieces) => void sums.push(pieces.flat().length) },
    async (_, chunk) => chunk,
  )
  assert.deepEqual([sums.length, sums.reduce((all, one) => all + one, 0)], [transactions, ITEMS.length])
})

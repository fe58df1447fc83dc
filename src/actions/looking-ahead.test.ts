import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../db/open.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { embeddedDatabase, smallWorld } from '../../db/test-world.ts'
import { contentOf } from '../domain/rule-content.ts'
import { type Looking, lookingUp } from './looking-ahead.ts'
import { changeRule } from './retention-rules.ts'
import { lookUpOf, type Moves, type MovesAsked } from './rule-moves.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const ANY = 1
/** How long a thread may take to begin, and a piece of some records to be looked up. */
const BEGIN_MS = 20_000
const PIECE_MS = 300

let opened: Awaited<ReturnType<typeof embeddedDatabase>>
let world: Awaited<ReturnType<typeof smallWorld>>
let db: Db
let asked: MovesAsked
let pieces: [number[], number[]]
beforeEach(async () => {
  opened = await embeddedDatabase()
  world = await smallWorld(opened.db)
  await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, 40)
  const ids = (await opened.db.selectFrom('records').select('id').orderBy('id').execute()).map(({ id }) => id)
  pieces = [ids.slice(0, 20), ids.slice(20)]
  const rule = await ruleByCode(opened.db, 'LIB-01', null)
  assert.ok(rule)
  const content = { ...contentOf(rule), period: 'P9Y' }
  const change = { code: 'LIB-01', seen: rule.version, content, shortensExisting: false }
  assert.ok((await changeRule(opened.db, acting(clock), change)).ok)
  db = openDatabase(opened.url, 'hurried')
  asked = { versions: await versionsToApply(db), today: TODAY }
})
afterEach(async () => {
  await db.destroy()
  await opened.close()
})

const inTurn = <Value>(work: (tx: Db) => Promise<Value>): Promise<Value> => db.transaction().execute(work)

/** Looks up one piece and lets the other be looked up ahead, until the thread has begun and that is done. */
async function untilAhead(looking: Looking): Promise<Moves> {
  const [first, second] = pieces
  for (const until = performance.now() + BEGIN_MS; performance.now() < until; ) {
    await inTurn((tx) => looking.lookUp(tx, first, second))
    await pause(PIECE_MS)
    const found = await inTurn((tx) => looking.lookUp(tx, second, []))
    if (looking.ahead() > 0) return found
  }
  assert.fail('the thread looked nothing up')
}

const looksUp = () => lookingUp(db, asked, ANY, ANY)
const idsIn = ({ of }: Moves): number[] => of.flatMap(({ ids }) => ids)

test('what another thread looks up is what would be found where it is written', async () => {
  const looking = await looksUp()
  try {
    const found = await untilAhead(looking)
    const here = await lookUpOf(db, asked)
    assert.deepEqual(found, await inTurn((tx) => here(tx, pieces[1])))
    assert.deepEqual(idsIn(found), pieces[1])
  } finally {
    await looking.end()
  }
})

test('what somebody else has committed meanwhile is seen', async () => {
  const looking = await looksUp()
  const [first, second] = pieces
  try {
    await untilAhead(looking)
    const before = looking.ahead()
    await inTurn((tx) => looking.lookUp(tx, first, second))
    await pause(PIECE_MS)
    const changed = second[0] ?? 0
    const newest = asked.versions[0]?.id ?? 0
    await opened.db.updateTable('records').set({ ruleVersionId: newest }).where('id', '=', changed).execute()
    const found = await inTurn((tx) => looking.lookUp(tx, second, []))
    assert.deepEqual(new Set(idsIn(found)), new Set(second.slice(1)))
    assert.equal(looking.ahead(), before)
  } finally {
    await looking.end()
  }
})

test('what the work itself commits lets it go on ahead', async () => {
  const looking = await looksUp()
  const [first, second] = pieces
  try {
    await untilAhead(looking)
    const before = looking.ahead()
    await inTurn(async (tx) => {
      await looking.lookUp(tx, first, second)
      await tx.updateTable('records').set({ missingSince: TODAY }).where('id', 'in', first).execute()
    })
    await pause(PIECE_MS)
    await inTurn((tx) => looking.lookUp(tx, second, []))
    assert.equal(looking.ahead(), before + 1)
  } finally {
    await looking.end()
  }
})

test('a piece that was not asked for, and all after the end, are looked up where they are written', async () => {
  const looking = await looksUp()
  const [first, second] = pieces
  await untilAhead(looking)
  const before = looking.ahead()
  await inTurn((tx) => looking.lookUp(tx, first, second))
  await pause(PIECE_MS)
  const another = await inTurn((tx) => looking.lookUp(tx, second.slice(0, 5), first))
  assert.equal(idsIn(another).length, 5)
  await looking.end()
  const after = await inTurn((tx) => looking.lookUp(tx, first, second))
  assert.deepEqual(new Set(idsIn(after)), new Set(first))
  assert.equal(looking.ahead(), before)
})

test('for few records, and on a connection of pages, no thread is begun', async () => {
  const few = await lookingUp(db, asked, 40)
  const ofPages = await lookingUp(opened.db, asked, ANY, ANY)
  const [first, second] = pieces
  for (const looking of [few, ofPages]) {
    await inTurn((tx) => looking.lookUp(tx, first, second))
    await pause(PIECE_MS)
    await inTurn((tx) => looking.lookUp(tx, second, first))
    assert.equal(looking.ahead(), 0)
    await looking.end()
  }
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Feed } from '../../db/queries/record-feeds.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { createFeed, loadFeed, type SentFeed } from './record-feeds.ts'
import { acting } from './test-acting.ts'

/** The key of the hashes that outlive references, in tests. */
export const HASH_KEY = 'k'.repeat(32)

type World = Awaited<ReturnType<typeof smallWorld>>
type Sent = Partial<SentFeed>

export type FeedWorld = Awaited<ReturnType<typeof feedWorld>>

/** What a feed counted, for comparing. */
export const counts = (feed: Feed) => ({
  rows: feed.rows,
  accepted: feed.accepted,
  created: feed.created,
  updated: feed.updated,
  unchanged: feed.unchanged,
  rejected: feed.rejected,
  missing: feed.missingAtSource,
})

/** The small world with feeds to send into it, on 22 November 2026 until the clock is moved. */
export async function feedWorld() {
  const { db, folder, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  const clock = movableClock('2026-11-22')
  let files = 0

  const created = async (content: string | Buffer, sent: Sent = {}): Promise<number> => {
    files += 1
    const filePath = join(folder, `feed-${files}.csv`)
    writeFileSync(filePath, content)
    const usual = { source: 'LMS', fileName: 'feed.csv', filePath, uploaded: false, mode: 'delta' } as const
    const id = await createFeed(db, acting(clock), { ...usual, correction: false, dryRun: false, ...sent })
    assert.ok(id.ok)
    return id.value
  }
  const load = async (content: string | Buffer, sent: Sent = {}): Promise<Feed> =>
    loadFeed(db, await created(content, sent), { clock, hashKey: HASH_KEY })

  return { db, folder, close, world, clock, created, load, ...looking(db), ...arranging(db, world) }
}

type Db = Awaited<ReturnType<typeof temporaryDatabase>>['db']

/** What is in the database now. */
const looking = (db: Db) => ({
  record: (reference: string) =>
    db.selectFrom('records').selectAll().where('reference', '=', reference).executeTakeFirstOrThrow(),
  row: (id: number) => db.selectFrom('recordFeeds').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  everything: () => db.selectFrom('records').selectAll().orderBy('id').execute(),
  review: (id: number) =>
    db.selectFrom('disposalReviews').select(['state', 'lockVersion']).where('id', '=', id).executeTakeFirstOrThrow(),
  changesOf: (recordId: number) =>
    db
      .selectFrom('recordChanges')
      .select(['what', 'before', 'after', 'reason'])
      .where('recordId', '=', recordId)
      .orderBy('id')
      .execute(),
  rejections: (feed: Feed) =>
    db
      .selectFrom('feedRejections')
      .select(['line', 'columns', 'reason'])
      .where('feedId', '=', feed.id)
      .orderBy('line')
      .execute(),
  held: async (prefix: string) =>
    (await db.selectFrom('records').select('id').where('reference', 'like', `${prefix}%`).execute()).length,
  missing: async () =>
    (await db.selectFrom('records').select('id').where('missingSince', 'is not', null).execute()).length,
  lastFullFeed: async (code: string) => {
    const system = db.selectFrom('sourceSystems').select('lastFullFeedOn').where('code', '=', code)
    return (await system.executeTakeFirstOrThrow()).lastFullFeedOn
  },
})

const arranging = (db: Db, world: World) => ({
  /** Puts records into the open review of the libraries for a rule, or into one that is approved. */
  flag: async (
    references: string[],
    rule: keyof World['rules'],
    state: 'due' | 'approved' = 'due',
  ): Promise<number> => {
    const { ruleId } = world.rules[rule]
    const open = db.selectFrom('disposalReviews').select('id').where('ruleId', '=', ruleId).where('state', '=', 'open')
    const known = state === 'due' ? await open.executeTakeFirst() : undefined
    const { id } =
      known ??
      (await db
        .insertInto('disposalReviews')
        .values({
          ...{ serviceId: world.services.libraries, ruleId, openedOn: '2026-11-22', reviewBy: '2026-12-22' },
          ...{ state: state === 'due' ? 'open' : 'approved', closedAt: null, outcome: null },
        })
        .returning('id')
        .executeTakeFirstOrThrow())
    const standing = { state, reviewId: id, flaggedOn: '2026-11-22', reviewBy: '2026-12-22' }
    for (const step of state === 'due' ? (['due'] as const) : (['due', 'approved'] as const))
      await db
        .updateTable('records')
        .set({ ...standing, state: step })
        .where('reference', 'in', references)
        .execute()
    return id
  },
  /** Empties a source system, so that a full feed of it speaks of nothing else. */
  onlyOf: async (code: string): Promise<void> => {
    const system = db.selectFrom('sourceSystems').select('id').where('code', '=', code)
    const ofSystem = db.selectFrom('records').select('id').where('sourceSystemId', '=', system)
    await db.deleteFrom('recordChanges').where('recordId', 'in', ofSystem).execute()
    await db.deleteFrom('records').where('sourceSystemId', '=', system).execute()
    await db.updateTable('sourceSystems').set({ lastFullFeedOn: null }).where('code', '=', code).execute()
  },
})

function movableClock(start: string) {
  let today = start
  return {
    today: () => today,
    now: () => `${today}T12:00:00.000Z`,
    moveTo: (day: string) => {
      today = day
    },
  }
}

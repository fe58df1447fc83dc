import { reviewCounts } from '../../db/queries/disposal-reviews.ts'
import { activityGaps, missingAtSource, reviewsWaiting } from '../../db/queries/home.ts'
import { recordCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import { openReadOnly } from '../../db/sqlite.ts'
import { AS_AT, type Data } from './data.ts'
import type { Bout, Operation, Run } from './operation.ts'
import { median, percentile, timesFor } from './statistics.ts'

const LIMIT = 'one indexed row read through the same library'
const target = { of: 'p99', mostMs: 20 } as const
const MOST_MISSING = 10_001
const MOST_REVIEWS = 15

/** Counts that pages show: those of the home page together, and those of one rule after another. */
export const countOperations: Record<string, Operation> = {
  'counts-home': {
    limitIs: LIMIT,
    target,
    ready: (data) =>
      boutOf(data, async () => async (db) => {
        await activityGaps(db, null)
        await reviewCounts(db, null, AS_AT)
        await reviewsWaiting(db, 'open', null, MOST_REVIEWS)
        await reviewsWaiting(db, 'approved', null, MOST_REVIEWS)
        await missingAtSource(db, MOST_MISSING)
      }),
  },
  'counts-rule': {
    limitIs: LIMIT,
    target,
    ready: (data) =>
      boutOf(data, async (db) => {
        const rules = await db.selectFrom('retentionRules').select('id').execute()
        return (_, turn) => recordCounts(db, null, rules[turn % rules.length]?.id)
      }),
  },
}

type Read = (db: Db, turn: number) => Promise<unknown>

async function boutOf(data: Data, reading: (db: Db) => Promise<Read>): Promise<Bout> {
  const db = openReadOnly(await data.swept())
  const read = await reading(db)
  const references = await db.selectFrom('records').select(['sourceSystemId', 'reference']).limit(1000).execute()
  const oneRow: Read = (_, turn) => {
    const { sourceSystemId = 0, reference = '' } = references[turn % references.length] ?? {}
    const row = db.selectFrom('records').select('id').where('sourceSystemId', '=', sourceSystemId)
    return row.where('reference', '=', reference).executeTakeFirst()
  }
  return {
    ours: () => timesOf((turn) => read(db, turn), { times: timesFor(data.rows, 350), mostMs: 5_000 }),
    limit: () => timesOf((turn) => oneRow(db, turn), { times: timesFor(data.rows, 2_000), mostMs: 5_000 }),
    close: () => db.destroy(),
  }
}

/** How long it takes to read something again and again: as often as asked for, or as fits into so many milliseconds. */
export async function timesOf(
  read: (turn: number) => Promise<unknown>,
  { times, mostMs }: { times: number; mostMs: number },
): Promise<Run> {
  const taken: number[] = []
  const began = performance.now()
  await read(0)
  while (taken.length < times && (taken.length === 0 || performance.now() - began < mostMs)) {
    const start = performance.now()
    await read(taken.length)
    taken.push(performance.now() - start)
  }
  const p99 = percentile(taken, 0.99)
  return { ms: p99, p50: median(taken), p99 }
}

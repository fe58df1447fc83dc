import assert from 'node:assert/strict'
import { type Review, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { User } from '../domain/permission.ts'
import { program } from '../domain/permission.ts'
import { sweep } from './sweep.ts'

export const TODAY = '2026-11-22'

const clockAt = (day: IsoDate): Clock => ({ today: () => day, now: () => `${day}T12:00:00.000Z` })

/** The small world in a database of its own, with what tests of reviews do all the time. */
export async function reviewWorld() {
  const { db, url, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  type Rule = keyof typeof world.rules
  const second: User = { ...world.users.governance, id: 0, name: 'Gita Rao', email: 'second@muniment.example' }
  const { id } = await db
    .insertInto('users')
    .values({
      email: second.email,
      name: second.name,
      role: 'governance',
      passwordHash: 'none',
      createdAt: TODAY,
      suspendedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const act = (who: User, day = TODAY) => ({ who, clock: clockAt(day) })

  const sweepFor = async (day: IsoDate) => {
    const swept = await sweep(db, { clock: clockAt(day), who: program('Test') })
    assert.ok(swept.ok)
  }
  const openReview = async (rule: Rule): Promise<Review> => {
    const { ruleId } = world.rules[rule]
    const row = await db
      .selectFrom('disposalReviews')
      .select('id')
      .where('ruleId', '=', ruleId)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow()
    const review = await reviewById(db, row.id, null)
    assert.ok(review)
    return review
  }

  return {
    db,
    url,
    world,
    close,
    sweepFor,
    openReview,
    second: { ...second, id },
    manager: act(world.users.manager),
    governance: act(world.users.governance),
    act,
    /** Adds records that are past their period, sweeps, and gives the review and the ids. */
    due: async (rule: Rule, count: number, parts: { triggerOn?: IsoDate; serviceId?: number | null } = {}) => {
      const ids = await addRecords(db, world, { rule, triggerOn: '2000-02-29', ...parts }, count)
      await sweepFor(TODAY)
      return { ids, review: await openReview(rule) }
    },
    /** What a page opened now would send back with a decision. */
    seen: async (id: number) => {
      const review = await reviewById(db, id, null)
      assert.ok(review)
      return (await reviewContents(db, review)).seen
    },
    review: async (id: number) => {
      const review = await reviewById(db, id, null)
      assert.ok(review)
      return review
    },
    record: (id: number) => db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    changes: (id: number) =>
      db
        .selectFrom('recordChanges')
        .select(['what', 'before', 'after', 'reason', 'byName'])
        .where('recordId', '=', id)
        .orderBy('id')
        .execute(),
  }
}

/** The sentences of a refusal, each with its field. */
export const refusals = (checked: { ok: boolean; problems?: { field: string; text: string }[] }): string[] =>
  (checked.problems ?? []).map(({ field, text }) => `${field}: ${text}`)

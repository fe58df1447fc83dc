import assert from 'node:assert/strict'
import { instructionById } from '../../db/queries/disposal-instructions.ts'
import { addRecords } from '../../db/test-records.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { program, type User } from '../domain/permission.ts'
import { answerByApi } from './api-answers.ts'
import { seenOf } from './disposal-answers.ts'
import { instructApproved } from './instructing.ts'
import { decideReview } from './review-decisions.ts'
import { answerFirstApproval } from './review-second.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { reviewWorld, TODAY } from './test-review.ts'

export const KEY = 'a key that is kept apart from the database'

/** The world of reviews with what tests of instructions do all the time. */
export async function instructionWorld() {
  const at = await reviewWorld()
  type Rule = Parameters<typeof at.due>[0]

  const approve = async (id: number, who: User, count: number) => {
    const submitted = { answers: { decision: 'approve disposal' }, number: String(count), seen: await at.seen(id) }
    const decided = await decideReview(at.db, at.act(who), id, submitted)
    assert.ok(decided.ok, JSON.stringify(decided))
    if (decided.value.state !== 'awaiting second approval') return
    const second = { answers: { answer: 'second approval' }, number: String(count), seen: await at.seen(id) }
    assert.ok((await answerFirstApproval(at.db, at.governance, id, second)).ok)
  }
  const approved = async (rule: Rule, count: number) => {
    const { ids, review } = await at.due(rule, count)
    const { manager } = at.world.users
    const who = rule === 'MUS-02' ? { ...manager, serviceIds: [at.world.services.music] } : manager
    await approve(review.id, who, count)
    await carryOutAsJob(at.db, { who: program('Decisions'), clock: at.act(who).clock, hashKey: KEY })
    return { ids, review }
  }
  const instruct = (day: IsoDate = TODAY) =>
    instructApproved(at.db, { ...at.act(at.world.users.governance, day), who: program('Instructing'), hashKey: KEY })
  const instruction = async (id: number) => {
    const found = await instructionById(at.db, id, null)
    assert.ok(found)
    return found
  }
  const source = (day: IsoDate = TODAY) => {
    const who = { role: 'source system', name: 'LMS', sourceSystemId: at.world.systems.lms, tokenId: 1 } as const
    return { ...at.act(at.world.users.governance, day), who, hashKey: KEY }
  }

  return {
    ...at,
    approved,
    instruct,
    instruction,
    source,
    /** Approves records of a rule, instructs them and gives the instruction. */
    instructed: async (rule: Rule, count: number) => {
      const { ids, review } = await approved(rule, count)
      await instruct()
      const row = await at.db
        .selectFrom('disposalInstructions')
        .select('id')
        .where('reviewId', '=', review.id)
        .executeTakeFirstOrThrow()
      return { ids, review, instruction: await instruction(row.id) }
    },
    /** What a page of the instruction opened now would send back. */
    seenIn: async (id: number) => seenOf(await instruction(id)),
    references: async (ids: number[]) =>
      (await at.db.selectFrom('records').select('reference').where('id', 'in', ids).orderBy('id').execute()).map(
        ({ reference }) => reference,
      ),
    /** Sends answers as the source does; `fields` of each follow its reference. */
    answer: async (id: number, answers: [string, Record<string, unknown>][], key?: string, about: object = {}) => {
      const sent = answers.map(([reference, fields]) => ({ reference, fields }))
      const answered = await answerByApi(at.db, source(), id, { answers: sent, about, key })
      assert.ok(answered.ok, JSON.stringify(answered))
      return answered.value
    },
    items: (id: number) =>
      at.db.selectFrom('instructionItems').selectAll().where('instructionId', '=', id).orderBy('id').execute(),
    more: (parts: Parameters<typeof addRecords>[2], count: number) => addRecords(at.db, at.world, parts, count),
  }
}

export const DONE = { outcome: 'done', done_on: TODAY, method: 'Deleted in the library system' }

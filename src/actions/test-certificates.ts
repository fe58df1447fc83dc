import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { addAnswers } from '../../db/queries/disposal-answers.ts'
import { keepingCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import type { RecordState } from '../domain/held-record.ts'
import { issueCertificate } from './certificates.ts'
import { decideReview } from './review-decisions.ts'
import { reviewWorld, TODAY } from './test-review.ts'

/** The key under which tests hash references. */
export const HASH_KEY = 'a key that is kept apart from the database'

type Answer = 'done' | 'not found' | 'failed' | 'recalled'
type World = Awaited<ReturnType<typeof reviewWorld>>

const stateAfter: Record<Answer, RecordState> = {
  ...{ done: 'destroyed', 'not found': 'already gone', failed: 'failed', recalled: 'retained' },
}

/** The world of reviews, with what tests of certificates do all the time. */
export async function certificateWorld() {
  const at = await reviewWorld()
  return {
    ...at,
    /** A review of records that were approved, instructed and answered, each as told; closed, and certified when anything is gone. */
    disposed: async (answers: Answer[], issued = true) => {
      const { ids, review } = await approved(at, answers.length)
      const id = await instructed(at, review.id, ids)
      await answer(at, id, ids, answers)
      if (issued) await at.db.transaction().execute((tx) => issueCertificate(tx, at.governance, id, HASH_KEY))
      return { ids, reviewId: review.id, instructionId: id }
    },
    certificates: () => at.db.selectFrom('destructionCertificates').selectAll().orderBy('id').execute(),
  }
}

async function approved(at: World, count: number) {
  const { ids, review } = await at.due('LIB-01', count)
  const decided = await decideReview(at.db, at.manager, review.id, {
    answers: { decision: 'approve disposal', reason: '' },
    number: String(count),
    seen: await at.seen(review.id),
  })
  assert.ok(decided.ok)
  return { ids, review }
}

async function instructed({ db, world }: World, reviewId: number, ids: number[]): Promise<number> {
  const { id } = await db
    .insertInto('disposalInstructions')
    .values({
      ...{ reviewId, sourceSystemId: world.systems.lms, action: 'destroy', state: 'open', fetchKey: randomUUID() },
      ...{ instructedOn: TODAY, instructedAt: `${TODAY}T12:00:00.000Z`, recordCount: ids.length },
      ...{ oldestDueOn: '2003-03-01', newestDueOn: '2003-03-01', firstFetchedAt: null, firstFetchedByName: null },
      ...{ chasedOn: null, closedAt: null, lastDoneOn: null, backupsExpireOn: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await moved(db, ids, 'instructed')
  return id
}

const moved = (db: Db, ids: number[], state: RecordState) =>
  keepingCounts(db, { ids, now: `${TODAY}T12:00:00.000Z` }, () =>
    db.updateTable('records').set({ state }).where('id', 'in', ids).execute(),
  )

async function answer({ db, world }: World, instructionId: number, ids: number[], answers: Answer[]): Promise<void> {
  const doneCount = answers.filter((one) => one === 'done').length
  await addAnswers(db, {
    ...{ instructionId, kind: 'api', state: 'done', givenByName: 'Library system', givenAt: `${TODAY}T13:00:00.000Z` },
    ...{ statement: 'Backups are overwritten after 30 days', backupsExpireOn: '2026-12-22', doneCount },
  })
  for (const [at, recordId] of ids.entries()) {
    const state = answers[at] ?? 'done'
    const doneOn = state === 'done' ? TODAY : null
    const answered = { answeredAt: `${TODAY}T13:00:00.000Z`, answeredByName: 'Library system', doneOn }
    const said = { method: state === 'done' ? 'Deleted' : '', reason: state === 'failed' ? 'It is locked' : '' }
    await db
      .insertInto('instructionItems')
      .values({
        ...{ organisationId: world.organisationId, instructionId, recordId, state, ...answered, ...said },
        ...{ recallAskedAt: null, recallAnswer: null },
      })
      .execute()
    await moved(db, [recordId], stateAfter[state])
  }
  await db
    .updateTable('disposalInstructions')
    .set({ state: 'closed', closedAt: `${TODAY}T13:00:00.000Z`, answeredCount: ids.length })
    .where('id', '=', instructionId)
    .execute()
}

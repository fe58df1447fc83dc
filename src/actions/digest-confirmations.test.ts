import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { decidedBetween } from '../../db/queries/digest.ts'
import { openRecalls } from '../../db/queries/instruction-recalls.ts'
import { reviewList } from '../../db/queries/review-list.ts'
import { reviewsThen } from '../../db/queries/reviews-then.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { program } from '../domain/permission.ts'
import { beginFetch } from './api-answers.ts'
import { writeDigests } from './digest.ts'
import { answerForAll, applyAccepted } from './disposal-answers.ts'
import { instructAgain } from './failed-records.ts'
import { answerRecallsByApi, answerRecallsByHand } from './instruction-recalls.ts'
import { stopWhatIsKept } from './instruction-upkeep.ts'
import { settings } from './test-digest.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

const NEXT = '2026-11-25'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(() => at.close())

/** What the manager of the libraries is told that others confirmed. */
async function told(day = TODAY): Promise<string[]> {
  const clock = { today: () => day, now: () => `${day}T12:30:00.000Z` }
  await writeDigests(at.db, { who: program('Schedule'), clock, ...settings })
  const sent = at.db.selectFrom('mailOutbox').select('text').where('userId', '=', at.world.users.manager.id)
  const { text = '' } = (await sent.executeTakeFirst()) ?? {}
  await at.db.deleteFrom('mailOutbox').execute()
  return [...text.matchAll(/disposal confirmed.*/g)].map(String)
}

/** A person says that all that waits for an answer was disposed of. */
async function confirmByHand(id: number, who = at.governance) {
  const answers = { doneOn: TODAY, method: 'Deleted', statement: 'Backups expire' }
  assert.ok((await answerForAll(at.db, who, id, { answers, seen: await at.seenIn(id) })).ok)
  await applyAccepted(at.db, { ...at.governance, hashKey: KEY })
}

/** An instruction for one record that its source was asked to stop for, too late. */
async function recalled() {
  const { ids, instruction, review } = await at.instructed('LIB-01', 1)
  await beginFetch(at.db, at.source(), instruction)
  const later = { retainUntil: '2030-01-01', dueOn: '2030-01-02' }
  await at.db.updateTable('records').set(later).where('id', 'in', ids).execute()
  assert.equal(await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY }), 1)
  const [recall] = await openRecalls(at.db, { instructionId: instruction.id }, { limit: 10 })
  return { instruction, review, recall: recall?.id ?? 0 }
}
const late = { answer: 'too late', done_on: TODAY, method: 'Deleted' }

describe('whoever confirmed a disposal is named to its manager', () => {
  test('a person who answered for the source system', async () => {
    const { instruction } = await at.instructed('LIB-01', 2)
    await confirmByHand(instruction.id)
    assert.deepEqual(await told(), ['disposal confirmed by Grace Ashby'])
  })

  test('the source system where it answered by itself', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 1)
    const [reference = ''] = await at.references(ids)
    await at.answer(instruction.id, [[reference, DONE]])
    assert.deepEqual(await told(), ['disposal confirmed by Library management system'])
  })

  test('both where both did, and none who only said that something failed', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 3)
    const [first = '', second = ''] = await at.references(ids)
    await at.answer(instruction.id, [[first, DONE]])
    await confirmByHand(instruction.id)
    assert.deepEqual(await told(), ['disposal confirmed by Library management system and Grace Ashby'])
    await at.db.deleteFrom('jobRuns').where('job', '=', 'digest').execute()
    await at.db.updateTable('disposalAnswers').set({ doneCount: 0 }).where('kind', '=', 'api').execute()
    assert.deepEqual(await told(), ['disposal confirmed by Grace Ashby'], `of ${second} as well`)
  })

  test('of what had failed and was instructed again, who answered then, and no more records than that', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 3)
    const [first = '', second = '', third = ''] = await at.references(ids)
    const failed = { outcome: 'failed', reason: 'Locked' }
    await at.answer(instruction.id, [
      [first, DONE],
      [second, DONE],
      [third, failed],
    ])
    assert.deepEqual(await told(), ['disposal confirmed by Library management system'])
    const next = at.act(at.world.users.governance, NEXT)
    assert.ok(
      (await instructAgain(at.db, next, instruction.id, { items: 'all', seen: await at.seenIn(instruction.id) })).ok,
    )
    const answers = { doneOn: NEXT, method: 'Deleted', statement: 'Backups expire' }
    const seen = await at.seenIn(instruction.id)
    assert.ok((await answerForAll(at.db, next, instruction.id, { answers, seen })).ok)
    await applyAccepted(at.db, { ...next, hashKey: KEY })
    const [decided] = await decidedBetween(at.db, `${TODAY}T23:00:00.000Z`, `${NEXT}T23:00:00.000Z`)
    assert.deepEqual([decided?.by.map(({ name }) => name), decided?.records], [['Grace Ashby'], 1])
    assert.deepEqual(await told(NEXT), ['disposal confirmed by Grace Ashby'])
  })

  test('a person who only answered that it was too late to stop', async () => {
    const { instruction, review, recall } = await recalled()
    const submitted = { answers: late, items: [recall] }
    const seen = await at.seenIn(instruction.id)
    const acting = { ...at.governance, hashKey: KEY }
    const answered = await answerRecallsByHand(at.db, acting, instruction.id, { ...submitted, seen })
    assert.ok(answered.ok, JSON.stringify(answered))
    assert.deepEqual(await told(), ['disposal confirmed by Grace Ashby'])
    const [listed] = await reviewList(at.db, { reach: null, today: TODAY }, 'oldest', { limit: 1, offset: 0 })
    assert.deepEqual([listed?.id, listed?.confirmedBy], [review.id, 'Grace Ashby'])
    const [then] = await reviewsThen(at.db, { reach: null, today: TODAY }, asAtEndOf(TODAY), 'oldest', {
      limit: 1,
      offset: 0,
    })
    assert.deepEqual([then?.state, then?.confirmedBy], ['closed', 'Grace Ashby'])
  })

  test('the source system that answered that by itself', async () => {
    const { instruction, recall } = await recalled()
    await at.db
      .insertInto('apiTokens')
      .values({
        ...{
          sourceSystemId: at.world.systems.lms,
          name: 'Nightly',
          tokenHash: 'x',
          hint: 'x',
          expiresOn: '2027-01-01',
        },
        ...{
          createdAt: `${TODAY}T08:00:00.000Z`,
          createdByName: 'A',
          lastUsedAt: null,
          revokedAt: null,
          revokedByName: null,
        },
      })
      .execute()
    const source = at.source()
    const acting = { ...source, who: { ...source.who, name: 'Nightly (API)' } }
    await answerRecallsByApi(at.db, acting, await at.instruction(instruction.id), [{ recall, fields: late }])
    assert.deepEqual(await told(), ['disposal confirmed by Library management system'])
  })

  test('nobody is told of what they confirmed themselves', async () => {
    const { instruction } = await at.instructed('LIB-01', 1)
    const self = { ...at.governance, who: { ...at.governance.who, id: at.world.users.manager.id } }
    await confirmByHand(instruction.id, self)
    assert.deepEqual(await told(), [])
  })
})

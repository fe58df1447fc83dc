import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { openRecalls } from '../../db/queries/instruction-recalls.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { answerByApi, beginFetch } from './api-answers.ts'
import { carryOutHolds } from './hold-release.ts'
import { answerRecallsByApi } from './instruction-recalls.ts'
import { stopWhatIsKept } from './instruction-upkeep.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

/** Puts records under a hold, as placing one does: it counts from its first transaction on. */
async function hold(ids: number[]): Promise<void> {
  const { id } = await at.db
    .insertInto('disposalHolds')
    .values({
      ...{ kind: 'litigation', title: 'Claim', mandate: 'County Court', reason: 'A claim', reviewOn: '2027-01-01' },
      ...{ placedOn: TODAY, placedAt: at.governance.clock.now(), placedById: at.world.users.governance.id },
      ...{ placedByName: 'Grace Ashby', liftedOn: null, liftedAt: null, liftedByName: null, liftedReason: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const references = await at.references(ids)
  const listed = references.map((reference) => ({ holdId: id, sourceSystemId: at.world.systems.lms, reference }))
  await at.db.insertInto('holdReferences').values(listed).execute()
}

const fetched = async (count: number) => {
  const made = await at.instructed('LIB-01', count)
  await beginFetch(at.db, at.source(), made.instruction)
  return { ...made, references: await at.references(made.ids) }
}

test('what is held before its source has fetched the instruction is kept at once', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 3)
  await hold(ids.slice(0, 1))
  await beginFetch(at.db, at.source(), instruction)
  const { firstFetchedByName, recalledCount, answeredCount } = await at.instruction(instruction.id)
  assert.deepEqual([firstFetchedByName, recalledCount, answeredCount], ['LMS', 1, 1])
  assert.deepEqual((await at.items(instruction.id))[0]?.recallAnswer, 'stopped')
  assert.equal((await at.record(ids[0]!)).state, 'retained')
})

test('a hold that is carried out asks the source to stop, and the trail of the instruction says so', async () => {
  const { ids, instruction } = await fetched(3)
  await hold(ids.slice(1))
  assert.equal(await carryOutHolds(at.db, { clock: at.governance.clock }), 2)
  const asked = await at.db
    .selectFrom('auditEvents')
    .select(['subjectId', 'recordCount'])
    .where('kind', '=', 'recall asked')
    .execute()
  assert.deepEqual(asked, [{ subjectId: String(instruction.id), recordCount: 2 }])
  assert.equal(await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY }), 0)
})

test('what is held is found wherever it stands in a long instruction, the source asked once for each, and the rest left', async () => {
  const { ids, instruction } = await fetched(3_500)
  const kept = ids.filter((_, at) => at < 2_100 || at % 500 === 0 || at === ids.length - 1)
  await hold(kept)
  const upkeep = { ...at.governance, hashKey: KEY }
  assert.equal(await stopWhatIsKept(at.db, upkeep), kept.length)
  const recalls = await openRecalls(at.db, { instructionId: instruction.id }, { limit: 10_000 })
  assert.deepEqual(
    recalls.map(({ recordId }) => recordId),
    kept,
  )
  assert.equal(await stopWhatIsKept(at.db, upkeep), 0)
})

test('an answer for a record that is held by then is not taken; its source is asked to stop, and the rest goes on', async () => {
  const { ids, instruction, references } = await fetched(2)
  await hold(ids.slice(0, 1))
  const { results } = await at.answer(
    instruction.id,
    references.map((reference) => [reference, DONE]),
  )
  assert.deepEqual(
    results.map(({ result, text }) => `${result} ${text}`.trim()),
    ['rejected reference: It was called back: answer the recall, with stopped or too late.', 'taken'],
  )
  assert.equal((await at.record(ids[0]!)).state, 'instructed')
  assert.equal(await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY }), 0, 'it was asked as it answered')
  assert.deepEqual(
    (await openRecalls(at.db, { instructionId: instruction.id }, { limit: 10 })).map(({ reference }) => reference),
    references.slice(0, 1),
  )
})

test('a source that has stopped keeps the record, which closes the instruction with its last answer', async () => {
  const { ids, review, instruction } = await fetched(1)
  await hold(ids)
  await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY })
  const [recall] = await openRecalls(at.db, { sourceSystemId: at.world.systems.lms }, { limit: 10 })
  const sent = [{ recall: recall!.id, fields: { answer: 'stopped' } }]
  const results = await answerRecallsByApi(at.db, at.source(), await at.instruction(instruction.id), sent)
  assert.deepEqual(results, [{ result: 'taken', text: '' }])
  assert.equal((await at.record(ids[0]!)).state, 'retained')
  assert.equal((await at.instruction(instruction.id)).state, 'closed')
  assert.equal((await at.review(review.id)).outcome, 'nothing left')
  const again = await answerRecallsByApi(at.db, at.source(), instruction, sent)
  assert.match(again[0]?.text ?? '', /waits for no answer/)
})

test('a source that was asked too late has disposed of a record under a hold: that is told, and is an incident', async () => {
  const { ids, instruction } = await fetched(3)
  await hold(ids.slice(0, 2))
  await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY })
  const recalls = await openRecalls(at.db, { instructionId: instruction.id }, { limit: 10 })
  const late = { answer: 'too late', done_on: TODAY, method: 'Deleted' }
  const results = await answerRecallsByApi(at.db, at.source(), instruction, [
    { recall: recalls[0]!.id, fields: late },
    { recall: 999, fields: late },
    { recall: recalls[1]!.id, fields: { answer: 'too late', done_on: '2026-11-23', method: 'Deleted' } },
    { recall: recalls[1]!.id, fields: late },
  ])
  assert.deepEqual(
    results.map(({ result, text }) => `${result} ${text}`.trim()),
    [
      'taken',
      'rejected recall: It waits for no answer: it was answered before, or there is none of this number.',
      'rejected done_on: Enter a date that has come: today is 22 November 2026.',
      'taken',
    ],
  )
  assert.equal((await at.record(ids[0]!)).state, 'destroyed')
  const incident = await at.db.selectFrom('disposalIncidents').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([incident.kind, incident.recordCount], ['disposed of under a hold', 2])
  const listed = await at.db.selectFrom('incidentRecords').select('recordId').orderBy('recordId').execute()
  assert.deepEqual(
    listed.map(({ recordId }) => recordId),
    ids.slice(0, 2),
  )
})

test('what is not past its period any more is called back', async () => {
  const { ids, instruction } = await fetched(2)
  const later = { retainUntil: '2030-01-01', dueOn: '2030-01-02' }
  await at.db.updateTable('records').set(later).where('id', '=', ids[0]!).execute()
  assert.equal(await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY }), 1)
  assert.deepEqual(
    (await at.items(instruction.id)).map(({ recallAskedAt }) => recallAskedAt !== null),
    [true, false],
  )
})

test('a source that was asked too late about a record that is not past its period any more is an incident of its own', async () => {
  const { ids, instruction } = await fetched(2)
  const later = { retainUntil: '2030-01-01', dueOn: '2030-01-02' }
  await at.db.updateTable('records').set(later).where('id', '=', ids[0]!).execute()
  await hold(ids.slice(1))
  assert.equal(await stopWhatIsKept(at.db, { ...at.governance, hashKey: KEY }), 2)
  const recalls = await openRecalls(at.db, { instructionId: instruction.id }, { limit: 10 })
  const late = { answer: 'too late', done_on: TODAY, method: 'Deleted' }
  const sent = recalls.map(({ id }) => ({ recall: id, fields: late }))
  await answerRecallsByApi(at.db, at.source(), instruction, sent)
  const incidents = await at.db
    .selectFrom('disposalIncidents as incident')
    .innerJoin('incidentRecords as listed', 'listed.incidentId', 'incident.id')
    .select(['kind', 'recordId'])
    .orderBy('recordId')
    .execute()
  assert.deepEqual(incidents, [
    { kind: 'disposed of after a recall', recordId: ids[0] },
    { kind: 'disposed of under a hold', recordId: ids[1] },
  ])
})

test('a source answers for its own instructions alone', async () => {
  const { instruction, references } = await fetched(1)
  const other = { ...at.source(), who: { ...at.source().who, sourceSystemId: at.world.systems.musicSystem } }
  const answers = [{ reference: references[0]!, fields: DONE }]
  await assert.rejects(
    answerByApi(at.db, other, instruction.id, { answers, about: {}, key: undefined }),
    /no instruction/,
  )
})

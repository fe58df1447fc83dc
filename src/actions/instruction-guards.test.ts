import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { keepingCounts, wrongCounts } from '../../db/queries/record-counts.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { addDays } from '../domain/calendar.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { contentOf } from '../domain/rule-content.ts'
import { beginFetch } from './api-answers.ts'
import { instructAgain, takeFailedBack } from './failed-records.ts'
import { instructApproved } from './instructing.ts'
import { stopWhatIsKept } from './instruction-upkeep.ts'
import { mergeService } from './merge-services.ts'
import { recomputePending } from './recompute.ts'
import { changeRuleWithin } from './rule-versions.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

const TOMORROW = addDays(TODAY, 1)
const FAILED = { outcome: 'failed', reason: 'The account is locked' }

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

/** Changes a rule a day later, when what was decided has been decided; nothing has reached its records yet. */
async function changeRule(code: string, parts: Partial<RuleContent>, day = TOMORROW): Promise<void> {
  const rule = await ruleByCode(at.db, code, null)
  assert.ok(rule)
  const change = { code, seen: rule.version, content: { ...contentOf(rule), ...parts }, shortensExisting: false }
  const acting = at.act(at.world.users.governance, day)
  assert.ok((await at.db.transaction().execute((tx) => changeRuleWithin(tx, acting, change))).ok)
}

const recompute = async () => recomputePending(at.db, { clock: at.act(at.world.users.governance, TOMORROW).clock })

const stateOf = async (id: number | undefined) => (await at.record(id ?? 0)).state

type Put = { ruleId?: number; ruleVersionId?: number; dueOn?: string; retainUntil?: string }

/** Gives a record another rule or dates, as a feed does, whatever state it is in. */
const putUnder = (id: number | undefined, set: Put) =>
  keepingCounts(at.db, { ids: [id ?? 0], now: at.manager.clock.now() }, () =>
    at.db
      .updateTable('records')
      .set(set)
      .where('id', '=', id ?? 0)
      .execute(),
  )

describe('a rule that changes after an approval', () => {
  test('keeps its records from being instructed until they have its dates', async () => {
    const { ids } = await at.approved('LIB-01', 2)
    await changeRule('LIB-01', { period: 'P40Y' })
    assert.deepEqual(await at.instruct(TOMORROW), { instructions: 0, records: 0, left: 0 })
    assert.equal(await stateOf(ids[0]), 'approved')
    assert.equal((await recompute()).leftReviews, 2)
    assert.deepEqual(await at.instruct(TOMORROW), { instructions: 0, records: 0, left: 0 })
    assert.equal(await stateOf(ids[0]), 'retained')
  })

  test('is seen by each piece of an instruction that is being written', async () => {
    const { ids } = await at.approved('LIB-01', 1500)
    let pieces = 0
    const renew = async (tx: Db): Promise<void> => {
      pieces += 1
      if (pieces === 2) await tx.updateTable('retentionRuleVersions').set({ recomputedAt: null }).execute()
    }
    const acting = { ...at.act(at.world.users.governance), hashKey: KEY, renew }
    assert.equal((await instructApproved(at.db, acting)).records, 1000)
    assert.equal(await stateOf(ids.at(-1)), 'approved')
  })

  test('lets nothing be destroyed that was approved to be anonymised', async () => {
    const { ids } = await at.approved('LIB-03', 2)
    // A shorter period that nobody accepted for records held leaves them under the old version, and in their approval.
    await changeRule('LIB-03', { period: 'P6M', disposalAction: 'destroy' })
    await recompute()
    assert.equal(await stateOf(ids[0]), 'approved')
    assert.deepEqual(await at.instruct(TOMORROW), { instructions: 0, records: 0, left: 2 })
    const reason = (await at.changes(ids[0] ?? 0)).at(-1)?.reason
    assert.equal(reason, 'Its rule asks for another disposal than the one that was approved')
  })

  test('reaches what comes back from an instruction', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    await beginFetch(at.db, at.source(), instruction)
    const references = await at.references(ids)
    await at.answer(
      instruction.id,
      references.map((reference) => [reference, FAILED]),
    )
    await changeRule('LIB-01', { period: 'P40Y' })
    await changeRule('LIB-01', { period: 'P41Y' })
    await recompute()
    assert.equal((await at.record(ids[0] ?? 0)).dueOn, '2003-03-01')
    const chosen = { items: 'all', seen: await at.seenIn(instruction.id) } as const
    const back = await takeFailedBack(at.db, at.governance, instruction.id, { ...chosen, reason: 'Needed' })
    assert.ok(back.ok && back.value === 2)
    const record = await at.record(ids[0] ?? 0)
    assert.deepEqual([record.state, record.dueOn], ['retained', '2041-03-01'])
    await at.sweepFor(TOMORROW)
    assert.equal(await stateOf(ids[0]), 'retained')
  })

  test('lets nothing be instructed again by what it said before', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 1)
    await beginFetch(at.db, at.source(), instruction)
    await at.answer(instruction.id, [[(await at.references(ids))[0] ?? '', FAILED]])
    await changeRule('LIB-01', { period: 'P40Y' })
    const chosen = { items: 'all', seen: await at.seenIn(instruction.id) } as const
    const again = await instructAgain(at.db, at.act(at.world.users.governance, TOMORROW), instruction.id, chosen)
    assert.deepEqual(again, { ok: true, value: { again: 0, kept: 1 } })
    assert.deepEqual([await stateOf(ids[0]), (await at.record(ids[0] ?? 0)).dueOn], ['retained', '2040-03-01'])
  })
})

test('what is rightly under an older version of its rule is instructed again, as nothing has changed since it was approved', async () => {
  const older = await addRecords(at.db, at.world, { rule: 'LIB-01', triggerOn: '2000-02-29' }, 1)
  await changeRule('LIB-01', { period: 'P2Y' }, TODAY)
  await recompute()
  const { instruction } = await at.instructed('LIB-01', 1)
  await beginFetch(at.db, at.source(), instruction)
  const references = await at.references(older)
  await at.answer(
    instruction.id,
    references.map((reference) => [reference, FAILED]),
  )
  const chosen = { items: 'all', seen: await at.seenIn(instruction.id) } as const
  const again = await instructAgain(at.db, at.governance, instruction.id, chosen)
  assert.deepEqual(again, { ok: true, value: { again: 1, kept: 0 } })
})

describe('a record that is under another rule since it was instructed', () => {
  const other = () => ({ ruleId: at.world.rules['LIB-09'].ruleId, ruleVersionId: at.world.rules['LIB-09'].versionId })

  test('is not fetched, and kept', async () => {
    const { ids, instruction } = await at.instructed('LIB-03', 2)
    await putUnder(ids[0], other())
    await beginFetch(at.db, at.source(), instruction)
    assert.deepEqual([await stateOf(ids[0]), await stateOf(ids[1])], ['retained', 'instructed'])
  })

  test('is called back when its source has fetched it, and its answer waits for what became of that', async () => {
    const { ids, instruction } = await at.instructed('LIB-03', 2)
    await beginFetch(at.db, at.source(), instruction)
    await putUnder(ids[0], other())
    const references = await at.references(ids)
    const { results } = await at.answer(
      instruction.id,
      references.map((reference) => [reference, DONE]),
    )
    assert.deepEqual(
      results.map(({ result }) => result),
      ['rejected', 'taken'],
    )
    assert.equal(await stateOf(ids[0]), 'instructed')
    assert.ok((await at.items(instruction.id))[0]?.recallAskedAt)
  })

  test('is not instructed again', async () => {
    const { ids, instruction } = await at.instructed('LIB-03', 1)
    await beginFetch(at.db, at.source(), instruction)
    await at.answer(instruction.id, [[(await at.references(ids))[0] ?? '', FAILED]])
    await putUnder(ids[0], other())
    const chosen = { items: 'all', seen: await at.seenIn(instruction.id) } as const
    const again = await instructAgain(at.db, at.governance, instruction.id, chosen)
    assert.deepEqual(again, { ok: true, value: { again: 0, kept: 1 } })
  })
})

test('what a person answers for all takes no record that is not past its period any more', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 2)
  await putUnder(ids[0], { retainUntil: '2030-01-01', dueOn: '2030-01-02' })
  const references = await at.references(ids)
  await at.answer(
    instruction.id,
    references.map((reference) => [reference, DONE]),
  )
  assert.deepEqual([await stateOf(ids[0]), await stateOf(ids[1])], ['instructed', 'destroyed'])
  assert.equal((await at.instruction(instruction.id)).firstFetchedByName, 'LMS')
  // Its source knows the instruction, as it has answered: it is asked to stop, and not passed over as if nobody had told it.
  await stopWhatIsKept(at.db, at.source())
  assert.equal(await stateOf(ids[0]), 'instructed')
  assert.ok((await at.items(instruction.id))[0]?.recallAskedAt)
})

test('a service that is merged away while its review is being instructed takes nothing out of the approval', async () => {
  const { id: twin } = await at.db
    .insertInto('services')
    .values({ code: 'LIBS', name: 'Library services', organisationId: at.world.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  assert.ok(twin > 0)
  await at.approved('LIB-01', 1500)
  let merged = false
  const step = async (): Promise<void> => {
    if (merged) return
    merged = true
    assert.ok((await mergeService(at.db, at.act(at.world.users.administrator), 'LIB', 'LIBS')).ok)
  }
  const acting = { ...at.act(at.world.users.governance), hashKey: KEY }
  const done = await instructApproved(at.db, { ...acting, run: { id: 0, step } })
  assert.deepEqual(done, { instructions: 1, records: 1500, left: 0 })
})

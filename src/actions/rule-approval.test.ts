import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { ruleCommentsOn } from '../../db/queries/rule-comments.ts'
import { pendingRuleDraft, ruleDraftById } from '../../db/queries/rule-drafts.ts'
import { heldRecord } from '../../db/test-rules.ts'
import { recomputeRule } from './recompute.ts'
import { addRule, changeRule, confirmRule, TWO_PEOPLE } from './retention-rules.ts'
import {
  approveRuleDraft,
  commentOnRuleDraft,
  returnRuleDraft,
  submitRuleDraft,
  withdrawRuleDraft,
} from './rule-approval.ts'
import { beginRuleDraft, saveRuleDraft, submitConfirmation } from './rule-drafts.ts'
import { CHANGED_MEANWHILE } from './rule-versions.ts'
import { acting } from './test-acting.ts'
import { draftsWorld, fieldsOf } from './test-rule-drafts.ts'

const at = await draftsWorld()
const { db, grace, other, newRule, drafted, rule, libraryRule } = at
const { clock, world } = at
after(at.close)

const first = { revision: 1, text: '' }

async function asTwo(work: () => Promise<void>): Promise<void> {
  const set = (approvals: 1 | 2) => db.updateTable('organisations').set({ approvals }).execute()
  await set(2)
  try {
    await work()
  } finally {
    await set(1)
  }
}

test('a change is drafted, submitted and approved, and in force only then', async () => {
  const code = await newRule()
  const id = await drafted(code, { period: 'P8Y' })
  assert.equal((await rule(code)).period, 'P6Y')
  assert.deepEqual(fieldsOf(await approveRuleDraft(db, other, id, { ...first, shortensExisting: false })), [
    CHANGED_MEANWHILE,
  ])
  assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
  const approved = await approveRuleDraft(db, other, id, { ...first, text: 'As agreed', shortensExisting: false })
  assert.deepEqual(approved, { ok: true, value: { ruleId: (await rule(code)).ruleId, version: 2, toApply: true } })
  const { period, version, createdByName } = await rule(code)
  assert.deepEqual([period, version, createdByName], ['P8Y', 2, 'George Hale'])
  const draft = (await ruleDraftById(db, id, null))!
  assert.deepEqual([draft.state, draft.version, draft.decidedByName], ['approved', 2, 'George Hale'])
  assert.equal(await pendingRuleDraft(db, code, null), undefined)
})

test('a new rule is drafted, and is in the schedule once it is approved', async () => {
  const content = libraryRule()
  const begun = await beginRuleDraft(db, grace, { code: 'NEW-01', basedOn: null, content })
  assert.ok(begun.ok)
  assert.equal(await ruleByCode(db, 'NEW-01', null), undefined)
  assert.ok((await submitRuleDraft(db, grace, begun.value, first)).ok)
  assert.ok((await approveRuleDraft(db, grace, begun.value, { ...first, shortensExisting: false })).ok)
  const { version, standing } = await rule('NEW-01')
  assert.deepEqual([version, standing], [1, 'confirmed'])
  assert.deepEqual(fieldsOf(await beginRuleDraft(db, grace, { code: 'NEW-01', basedOn: null, content })), ['code'])
})

test('where two people are asked for, nobody is enough alone', () =>
  asTwo(async () => {
    const change = { code: 'LIB-01', seen: 1, content: libraryRule(), shortensExisting: false }
    assert.deepEqual(fieldsOf(await changeRule(db, grace, change)), [TWO_PEOPLE])
    assert.deepEqual(fieldsOf(await addRule(db, grace, { ...libraryRule(), code: 'TWO-01' })), [TWO_PEOPLE])
    const unassigned = { ...libraryRule({ serviceId: null }), code: 'TWO-02' }
    assert.deepEqual(fieldsOf(await addRule(db, grace, unassigned)), [TWO_PEOPLE])
    const id = await drafted('LIB-01', { period: 'P4Y' })
    assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
    const decision = { ...first, shortensExisting: false }
    assert.deepEqual(fieldsOf(await approveRuleDraft(db, grace, id, decision)), [TWO_PEOPLE])
    assert.ok((await approveRuleDraft(db, other, id, decision)).ok)
  }))

test('a rule that leaves a strict organisation takes two people still', async () => {
  const code = await newRule()
  const values = { code: 'NCC', name: 'Norfolk', kind: 'council', approvals: 1 } as const
  const { id: organisationId } = await db
    .insertInto('organisations')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow()
  const service = { code: 'NLB', name: 'Norfolk libraries', organisationId }
  const { id: serviceId } = await db.insertInto('services').values(service).returning('id').executeTakeFirstOrThrow()
  await db.updateTable('organisations').set({ approvals: 2 }).where('code', '=', 'CCC').execute()
  try {
    const content = libraryRule({ serviceId })
    const moved = await changeRule(db, grace, { code, seen: 1, content, shortensExisting: false })
    assert.deepEqual(fieldsOf(moved), [TWO_PEOPLE])
    assert.ok((await addRule(db, grace, { ...content, code: 'NLB-01' })).ok)
  } finally {
    await db.updateTable('organisations').set({ approvals: 1 }).execute()
  }
})

test('the confirmation of a proposed rule is submitted, and another approves it', async () => {
  const code = await newRule()
  const { id: versionId } = await rule(code)
  await db.updateTable('retentionRuleVersions').set({ standing: 'proposed' }).where('id', '=', versionId).execute()
  await asTwo(async () => {
    assert.deepEqual(fieldsOf(await confirmRule(db, grace, code, 1)), [TWO_PEOPLE])
    const submitted = await submitConfirmation(db, grace, code, 1)
    assert.ok(submitted.ok)
    assert.deepEqual(fieldsOf(await submitConfirmation(db, grace, code, 1)), ['recordSeries'])
    const decision = { ...first, shortensExisting: false }
    assert.deepEqual(fieldsOf(await approveRuleDraft(db, grace, submitted.value, decision)), [TWO_PEOPLE])
    const approved = await approveRuleDraft(db, other, submitted.value, decision)
    assert.equal(approved.ok && approved.value.toApply, false)
  })
  const { standing, version } = await rule(code)
  assert.deepEqual([standing, version], ['confirmed', 2])
})

test('whoever approves says whether shorter dates reach records already held', async () => {
  for (const [shortensExisting, dueOn] of [
    [false, '2030-01-02'],
    [true, '2025-01-02'],
  ] as const) {
    const code = await newRule()
    const where = { serviceId: world.services.libraries, sourceSystemId: world.systems.lms }
    const record = await heldRecord(db, { rule: code, triggerOn: '2024-01-01', ...where })
    const id = await drafted(code, { period: 'P1Y' })
    assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
    const approved = await approveRuleDraft(db, grace, id, { ...first, shortensExisting })
    assert.ok(approved.ok)
    await recomputeRule(db, approved.value.ruleId, { clock })
    const row = await db.selectFrom('records').select('dueOn').where('id', '=', record).executeTakeFirstOrThrow()
    assert.equal(row.dueOn, dueOn)
  }
})

test('what was drafted over an older version is not approved, and is opened again over the new one', async () => {
  const code = await newRule()
  const id = await drafted(code, { period: 'P8Y' })
  assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
  const meanwhile = { code, seen: 1, content: libraryRule({ ownerName: 'Archivist' }), shortensExisting: false }
  assert.ok((await changeRule(db, grace, meanwhile)).ok)
  const refused = await approveRuleDraft(db, other, id, { ...first, shortensExisting: false })
  assert.ok(!refused.ok)
  assert.match(refused.problems[0]?.text ?? '', /drafted over version 1 of CASE-\d+, and version 2 is in force now/)
  assert.ok((await returnRuleDraft(db, other, id, { ...first, text: 'Over version 2' })).ok)
  assert.deepEqual(fieldsOf(await submitRuleDraft(db, grace, id, first)), [CHANGED_MEANWHILE])
  const content = libraryRule({ ownerName: 'Archivist', period: 'P8Y' })
  const seen = { id, revision: 1 }
  assert.deepEqual(fieldsOf(await saveRuleDraft(db, grace, seen, { code, basedOn: 1, content })), [CHANGED_MEANWHILE])
  assert.ok((await saveRuleDraft(db, grace, seen, { code, basedOn: 2, content })).ok)
  assert.deepEqual(fieldsOf(await submitRuleDraft(db, grace, id, first)), [CHANGED_MEANWHILE])
  const again = { revision: 2, text: '' }
  assert.ok((await submitRuleDraft(db, grace, id, again)).ok)
  assert.ok((await approveRuleDraft(db, other, id, { ...again, shortensExisting: false })).ok)
  const { version, period, ownerName } = await rule(code)
  assert.deepEqual([version, period, ownerName], [3, 'P8Y', 'Archivist'])
})

test('comments and decisions stand beside the draft; managers comment within their reach', async () => {
  const code = await newRule()
  const id = await drafted(code, { period: 'P8Y' })
  const manager = (service: number) => acting(clock, 'manager', [service])
  assert.ok((await commentOnRuleDraft(db, manager(world.services.libraries), id, 'Eight is long')).ok)
  assert.deepEqual(fieldsOf(await commentOnRuleDraft(db, manager(world.services.music), id, 'Not mine')), ['text'])
  await assert.rejects(commentOnRuleDraft(db, acting(clock, 'auditor'), id, 'Hm'), /may not/)
  await assert.rejects(submitRuleDraft(db, manager(world.services.libraries), id, first), /may not/)
  assert.ok((await withdrawRuleDraft(db, grace, id, { ...first, text: 'Six it is' })).ok)
  assert.deepEqual(
    (await ruleCommentsOn(db, id)).map(({ kind, text, writtenByName }) => [kind, text, writtenByName]),
    [
      ['comment', 'Eight is long', 'Mark Lowe'],
      ['withdrawn', 'Six it is', 'Grace Ashby'],
    ],
  )
  assert.deepEqual(fieldsOf(await commentOnRuleDraft(db, grace, id, 'Late')), ['text'])
})

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ruleDraftById } from '../../db/queries/rule-drafts.ts'
import { contentOf } from '../domain/rule-content.ts'
import { approveRuleDraft, submitRuleDraft, withdrawRuleDraft } from './rule-approval.ts'
import { beginRuleDraft, saveRuleDraft } from './rule-drafts.ts'
import { draftsWorld, fieldsOf } from './test-rule-drafts.ts'

const at = await draftsWorld()
const { db, grace, other, newRule, drafted, rule, libraryRule } = at
const { world } = at
after(at.close)

const first = { revision: 1, text: '' }

test('of twenty people who begin a draft of one rule, one does', async () => {
  const code = await newRule()
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      beginRuleDraft(db, grace, { code, basedOn: 1, content: libraryRule({ reviewDays: at + 40 }) }),
    ),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  const nothing = { code: 'LIB-03', basedOn: 1, content: contentOf(await rule('LIB-03')) }
  assert.deepEqual(fieldsOf(await beginRuleDraft(db, grace, nothing)), ['recordSeries'])
})

test('what is submitted is not changed, by the database’s word too', async () => {
  const code = await newRule()
  const id = await drafted(code, { period: 'P8Y' })
  assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
  const content = libraryRule({ period: 'P9Y' })
  const saved = await saveRuleDraft(db, grace, { id, revision: 1 }, { code, basedOn: 1, content })
  assert.deepEqual(fieldsOf(saved), ['recordSeries'])
  const draft = db.updateTable('ruleDrafts').where('id', '=', id)
  await assert.rejects(draft.set({ content: '{}' }).execute(), /never changes/)
  assert.ok((await withdrawRuleDraft(db, grace, id, { ...first, text: 'Not needed' })).ok)
  await assert.rejects(draft.set({ state: 'draft' }).execute(), /never changes/)
})

test('a draft that rules could say once and no longer may is not handed on', async () => {
  const code = await newRule()
  const id = await drafted(code, { period: 'P8Y' })
  const { authority: _, reviewDays: __, ...older } = libraryRule({ period: 'P8Y' })
  const write = (content: object) =>
    db
      .updateTable('ruleDrafts')
      .set({ content: JSON.stringify(content) })
      .where('id', '=', id)
      .execute()
  await write(older)
  const refused = await submitRuleDraft(db, grace, id, first)
  assert.ok(!refused.ok)
  assert.match(refused.problems[0]?.text ?? '', /has to be changed first: Enter the authority/)
  await write({ ...older, authority: 'The Act', colour: 'blue' })
  assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
  assert.ok((await approveRuleDraft(db, other, id, { ...first, shortensExisting: false })).ok)
  const { authority, reviewDays } = await rule(code)
  assert.deepEqual([authority, reviewDays], ['The Act', 30])
})

test('a draft that names a service which was merged away gives the rule what took its place', async () => {
  const code = await newRule()
  const service = { code: 'DUP', name: 'Duplicate', organisationId: world.organisationId }
  const { id: serviceId } = await db.insertInto('services').values(service).returning('id').executeTakeFirstOrThrow()
  const id = await drafted(code, { serviceId })
  const mergedIntoId = world.services.music
  await db.updateTable('services').set({ mergedIntoId }).where('id', '=', serviceId).execute()
  assert.equal((await ruleDraftById(db, id, [mergedIntoId]))?.service, 'MUS')
  assert.ok((await submitRuleDraft(db, grace, id, first)).ok)
  assert.ok((await approveRuleDraft(db, other, id, { ...first, shortensExisting: false })).ok)
  assert.equal((await rule(code)).service, 'MUS')
})

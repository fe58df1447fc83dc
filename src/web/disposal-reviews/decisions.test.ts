import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { instructionById } from '../../../db/queries/disposal-instructions.ts'
import { addUser } from '../../../db/queries/users.ts'
import { answerByApi } from '../../actions/api-answers.ts'
import { seenOf } from '../../actions/disposal-answers.ts'
import { answerRecallsByHand } from '../../actions/instruction-recalls.ts'
import { hashPassword } from '../../actions/passwords.ts'
import { hidden, reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

const said = { doneOn: '22/11/2026', method: 'Deleted', statement: 'Backups expire' }

test('the whole way: exception, approval, instruction, list for the source system, confirmation, summary', async () => {
  const { path, ids } = await site.due('LIB-01', 3)
  const manager = await site.signInAs('manager')
  const excepted = await manager.post(`${path}/exceptions`, {
    record: String(ids[0]),
    apply: 'ticked',
    kind: 'keep longer',
    because: 'legal claim',
    date: '01/03/2027',
    reason: 'A claim is expected',
  })
  assert.equal(excepted.headers.get('location'), path)
  const after = await manager.get(path)
  assert.match(after.text, /1 record has left this review/)
  assert.match(after.text, /Kept until 1 March 2027/)
  assert.equal((await site.approve(manager, path)).status, 303)
  assert.match((await manager.get(path)).text, /The disposal of 2 records is approved/)

  await site.instruct()
  const governance = await site.signInAs('governance')
  const page = (await governance.get(path)).text
  const instruction = /\/disposal-instructions\/\d+/.exec(page)?.[0] ?? ''
  assert.match(page, /approved and instructed: the source systems destroy the records/)
  const rows = parse((await governance.get(`${instruction}/items.csv`)).text, { columns: true }) as Record<
    string,
    string
  >[]
  assert.equal(rows.length, 2)
  assert.deepEqual(
    [rows[0]?.source_system, rows[0]?.rule, rows[0]?.due_on, rows[0]?.disposal_action],
    ['LMS', 'LIB-01', '2003-03-01', 'destroy'],
  )
  const seen = hidden((await governance.get(`${instruction}/confirmation`)).text, 'seen')
  assert.equal((await governance.post(`${instruction}/confirmation`, { ...said, seen })).status, 303)
  await site.forget()
  const done = await governance.get(path)
  assert.match(
    done.text,
    /Answered in full for Library management system: 2 done\s*<\/td>\s*<td[^>]*>\s*Grace Ashby\s*</,
  )
  assert.match(done.text, /2 records destroyed, the last on 22 November 2026, decided by Mark Lowe\./)
  assert.ok(!done.text.includes(String(rows[0]?.reference)))
  assert.equal((await governance.get(`${instruction}/items.csv`)).status, 409)
})

test('the history names the people who answered for a source system, and the system where it answered itself', async () => {
  const { path, ids } = await site.due('LIB-01', 3)
  const manager = await site.signInAs('manager')
  await site.approve(manager, path)
  await site.instruct()
  const { db, clock, config, world } = site
  const { id } = await db.selectFrom('disposalInstructions').select('id').executeTakeFirstOrThrow()
  const governance = await site.signInAs('governance')
  const whoAnswered = async () =>
    /Answered in full for Library management system: 3 done\s*<\/td>\s*<td[^>]*>\s*([^<]*?)\s*</.exec(
      (await governance.get(path)).text,
    )?.[1]
  assert.equal(await whoAnswered(), undefined)
  const [first] = await db
    .selectFrom('records')
    .select('reference')
    .where('id', '=', ids[0] ?? 0)
    .execute()
  const who = { role: 'source system', name: 'LMS', sourceSystemId: world.systems.lms, tokenId: 1 } as const
  const answers = [
    { reference: first?.reference ?? '', fields: { outcome: 'done', done_on: '2026-11-22', method: 'Deleted' } },
  ]
  const about = { statement: 'Backups expire' }
  assert.ok(
    (await answerByApi(db, { who, clock, hashKey: config.recordHashKey }, id, { answers, about, key: undefined })).ok,
  )
  const instruction = `/disposal-instructions/${id}`
  const seen = hidden((await governance.get(`${instruction}/confirmation`)).text, 'seen')
  assert.equal((await governance.post(`${instruction}/confirmation`, { ...said, seen })).status, 303)
  assert.equal(await whoAnswered(), 'Library management system and Grace Ashby')
})

test('the history names who answered for a source system that was only asked to stop', async () => {
  const { path } = await site.due('LIB-01', 1)
  await site.approve(await site.signInAs('manager'), path)
  await site.instruct()
  const { db, clock, config, world } = site
  const asked = { recallAskedAt: clock.now() }
  const item = await db
    .updateTable('instructionItems')
    .set(asked)
    .returning(['id', 'instructionId'])
    .executeTakeFirstOrThrow()
  const governance = await site.signInAs('governance')
  const acting = { who: world.users.governance, clock, hashKey: config.recordHashKey }
  const instruction = await instructionById(db, item.instructionId, null)
  assert.ok(instruction)
  const submitted = { answers: { answer: 'stopped' }, items: [item.id], seen: seenOf(instruction) }
  assert.ok((await answerRecallsByHand(db, acting, item.instructionId, submitted)).ok)
  assert.match(
    (await governance.get(path)).text,
    /Answered in full for Library management system: 1 kept\s*<\/td>\s*<td[^>]*>\s*Grace Ashby\s*</,
  )
})

test('a rule that asks for two waits for the second approval, which can send the review back', async () => {
  const { path } = await site.due('LIB-09', 1)
  const manager = await site.signInAs('manager')
  await site.approve(manager, path)
  assert.equal((await manager.get(`${path}/second-approval`)).status, 403)
  assert.equal((await manager.post(`${path}/second-approval`, { answer: 'second approval' })).status, 403)
  const governance = await site.signInAs('governance')
  const page = await governance.get(`${path}/second-approval`)
  const seen = hidden(page.text, 'seen')
  const without = await governance.post(`${path}/second-approval`, { answer: 'send back', reason: '', seen })
  assert.equal(without.status, 422)
  assert.match(without.text, /Enter the reason/)
  await governance.post(`${path}/second-approval`, { answer: 'send back', reason: 'One belongs to a claim', seen })
  const top = async () => (await manager.get(path)).text.split('id="list"')[0] ?? ''
  const sentBack = /Grace Ashby sent this review back on 22 November 2026, 12:00: One belongs to a claim/
  assert.match(await top(), sentBack)
  await site.approve(manager, path)
  assert.doesNotMatch(await top(), sentBack)
  const again = hidden((await governance.get(`${path}/second-approval`)).text, 'seen')
  await governance.post(`${path}/second-approval`, { answer: 'second approval', seen: again })
  assert.match((await governance.get(path)).text, /approved by two people/)
})

test('an approved review says when its rule has changed and records have yet to be given its dates', async () => {
  const { path } = await site.due('LIB-01', 2)
  const manager = await site.signInAs('manager')
  assert.equal((await site.approve(manager, path)).status, 303)
  assert.match((await manager.get(path)).text, /instructions for the source systems are made within the hour/)
  await site.db
    .updateTable('retentionRuleVersions')
    .set({ recomputedAt: null })
    .where('ruleId', '=', site.world.rules['LIB-01'].ruleId)
    .execute()
  const { text } = await manager.get(path)
  assert.match(text, /rule LIB-01 has been changed: its records have yet to be given their dates/)
  assert.doesNotMatch(text, /within the hour/)
})

test('the person who decided first is refused the second approval', async () => {
  const { path } = await site.due('LIB-09', 1, { serviceId: null })
  const governance = await site.signInAs('governance')
  assert.equal((await site.approve(governance, path)).status, 303)
  assert.equal((await governance.get(`${path}/second-approval`)).status, 403)
  assert.equal((await governance.post(`${path}/second-approval`, { answer: 'second approval', seen: 'x' })).status, 403)
})

test('a stale decision is refused with 409 and keeps what was typed', async () => {
  const { path } = await site.due('LIB-01', 1)
  const manager = await site.signInAs('manager')
  const seen = hidden((await manager.get(`${path}/decision`)).text, 'seen')
  await site.due('LIB-01', 1)
  const stale = await manager.post(`${path}/decision`, {
    decision: 'keep all longer',
    keepUntil: '1/3/2027',
    reason: 'A claim is expected',
    seen,
  })
  assert.equal(stale.status, 409)
  assert.match(stale.text, /changed since you opened it: it now has 2 records/)
  assert.match(stale.text, /A claim is expected/)
  assert.match(stale.text, /value="1\/3\/2027"/)
  const fresh = hidden(stale.text, 'seen')
  assert.equal((await manager.post(`${path}/decision`, { decision: 'approve disposal', seen: fresh })).status, 303)
})

test('a form for a review that is decided already is answered as a look at it is, with what was typed', async () => {
  const { path } = await site.due('LIB-09', 1)
  const manager = await site.signInAs('manager')
  const seen = hidden((await manager.get(`${path}/decision`)).text, 'seen')
  await site.approve(manager, path)
  const late = { decision: 'keep all longer', keepUntil: '1/3/2027', reason: 'A claim is expected', seen }
  const again = await manager.post(`${path}/decision`, late)
  assert.equal(again.status, 409)
  assert.match(again.text, /This review is not open for a decision any more\./)
  assert.match(again.text, /What you typed[\s\S]*1\/3\/2027[\s\S]*A claim is expected/)
  assert.doesNotMatch(again.text, /Confirm the decision|name="seen"/)
  const untyped = await manager.post(`${path}/decision`, { decision: 'approve disposal', seen })
  assert.equal(untyped.text.replaceAll(/nonce="[^"]*"/g, ''), await lookAt(manager, `${path}/decision`))

  const governance = await site.signInAs('governance')
  const second = hidden((await governance.get(`${path}/second-approval`)).text, 'seen')
  await governance.post(`${path}/second-approval`, { answer: 'second approval', seen: second })
  const back = { answer: 'send back', reason: 'One is needed', seen: second }
  const lateAnswer = await governance.post(`${path}/second-approval`, back)
  assert.equal(lateAnswer.status, 409)
  assert.match(lateAnswer.text, /does not await a second approval any more[\s\S]*One is needed/)
  assert.doesNotMatch(lateAnswer.text, /name="seen"/)
})

const lookAt = async (visitor: Awaited<ReturnType<typeof site.signInAs>>, path: string) =>
  (await visitor.get(path)).text.replaceAll(/nonce="[^"]*"/g, '')

test('a form that comes while a decision on many records is carried out is answered with that', async () => {
  const { path } = await site.due('LIB-01', 1_200)
  const manager = await site.signInAs('manager')
  const seen = hidden((await manager.get(`${path}/decision`)).text, 'seen')
  const keep = { decision: 'keep all longer', keepUntil: '2027-03-01', because: 'legal claim', reason: 'A claim', seen }
  assert.equal((await manager.post(`${path}/decision`, keep)).status, 303)
  const again = await manager.post(`${path}/decision`, keep)
  assert.equal(again.status, 409)
  assert.match(again.text, /still being carried out\. Its page says how far that is\.[\s\S]*A claim/)
  assert.doesNotMatch(again.text, /name="seen"/)
})

test('of two managers who decide at once one wins, and the other sees what happened', async () => {
  const { path } = await site.due('LIB-01', 2)
  await addUser(site.db, {
    email: 'second.manager@muniment.example',
    name: 'Moira Ellis',
    role: 'manager',
    serviceIds: [site.world.services.libraries],
    passwordHash: await hashPassword('correct horse battery staple'),
    demonstration: 0,
    createdAt: '2026-11-22T12:00:00.000Z',
  })
  const first = await site.signInAs('manager')
  const second = site.visitor()
  await second.post('/sign-in', { email: 'second.manager@muniment.example', password: 'correct horse battery staple' })
  const [a, b] = await Promise.all([site.approve(first, path), site.approve(second, path)])
  assert.deepEqual([a?.status, b?.status].sort(), [303, 409])
  const decisions = await site.db.selectFrom('reviewDecisions').selectAll().execute()
  assert.equal(decisions.length, 1)
})

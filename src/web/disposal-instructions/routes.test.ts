import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addHoldReferences } from '../../../db/queries/hold-release.ts'
import { placeHold } from '../../../db/test-holds.ts'
import { carryOutHolds } from '../../actions/hold-release.ts'
import { stopWhatIsKept } from '../../actions/instruction-upkeep.ts'
import { addDays } from '../../domain/calendar.ts'
import { program } from '../../domain/permission.ts'
import { hidden, reviewSite } from '../disposal-reviews/test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

/** Approved and instructed records of the libraries, with the address of their instruction. */
async function instructed(count: number) {
  const { path, ids } = await site.due('LIB-01', count)
  const manager = await site.signInAs('manager')
  assert.equal((await site.approve(manager, path)).status, 303)
  await site.instruct()
  const governance = await site.signInAs('governance')
  const instruction = /\/disposal-instructions\/\d+/.exec((await governance.get(path)).text)?.[0] ?? ''
  return { path, ids, manager, governance, instruction }
}

const listOf = async (visitor: Awaited<ReturnType<typeof site.signInAs>>, path: string) =>
  parse((await visitor.get(path)).text, { columns: true }) as Record<string, string>[]

const statement = { statement: 'Backups go after 30 days', backupsExpireOn: '22/12/2026' }

test('the list that is downloaded is filled in and sent back: it is shown what it does, then it is done', async () => {
  const { governance, instruction, path } = await instructed(3)
  const rows = await listOf(governance, `${instruction}/items.csv`)
  assert.match((await governance.get(instruction)).text, /Grace Ashby fetched it on 22 November 2026/)
  const said = ['done,22/11/2026,Deleted,', 'not found,,,', 'done,,Deleted,']
  const csv = `reference,outcome,done_on,method,reason\n${rows.map((row, at) => `${row.reference},${said[at]}`).join('\n')}\n`
  const without = await governance.upload(`${instruction}/answer-files`, {}, 'answers.csv', csv)
  assert.equal(without.status, 422)
  assert.match(without.text, /Enter what became of copies/)
  assert.match(without.text, /Choose the file again/)
  const sent = await governance.upload(`${instruction}/answer-files`, statement, 'answers.csv', csv)
  const file = sent.headers.get('location') ?? ''
  const preview = (await governance.get(file)).text
  assert.match(preview, /Nothing has been changed yet\. 2 answers will be taken, and 1 row is rejected\./)
  assert.match(preview, /Enter a date, for example/)
  assert.deepEqual(await listOf(governance, `${file}/rejections.csv`), [
    { line: '4', column: 'done_on', reason: 'Enter a date, for example 14/06/2027.' },
  ])
  assert.equal((await governance.post(`${file}/acceptance`, {})).headers.get('location'), instruction)
  assert.equal((await governance.post(`${file}/acceptance`, {})).status, 409)
  const after = (await governance.get(instruction)).text
  assert.match(after, /2 of 3 records: 1 done, 1 not found and 1 waiting/)
  assert.equal((await listOf(governance, `${instruction}/items.csv`)).length, 1)

  const seen = hidden((await governance.get(`${instruction}/confirmation`)).text, 'seen')
  const all = { doneOn: '22/11/2026', method: 'Shredded', ...statement }
  assert.equal((await governance.post(`${instruction}/confirmation`, { ...all, seen })).status, 303)
  await site.forget()
  const closed = (await governance.get(instruction)).text
  assert.match(closed, /DC-2026-000001/)
  assert.match(closed, /Reference erased \(record \d+\)/)
  assert.ok(!closed.includes(String(rows[0]?.reference)))
  assert.match((await governance.get(path)).text, /2 records destroyed, the last on 22 November 2026/)
  const [listed] = await listOf(governance, '/disposal-instructions.csv?state=closed&service=LIB')
  assert.deepEqual(
    [listed?.state, listed?.records, listed?.done, listed?.not_found, listed?.last_done_on, listed?.backups_expire_on],
    ['closed', '3', '2', '1', '2026-11-22', '2026-12-22'],
  )
})

test('a confirmation of what has changed since is refused with 409, and keeps what was typed', async () => {
  const { governance, instruction } = await instructed(2)
  const seen = hidden((await governance.get(`${instruction}/confirmation`)).text, 'seen')
  await site.db.updateTable('disposalInstructions').set({ answeredCount: 1 }).execute()
  const typed = { doneOn: '22/11/2026', method: 'Shredded in a van', ...statement, seen }
  const stale = await governance.post(`${instruction}/confirmation`, typed)
  assert.equal(stale.status, 409)
  assert.match(stale.text, /1 record waits for an answer now/)
  assert.match(stale.text, /value="Shredded in a van"/)
  const wrong = await governance.post(`${instruction}/confirmation`, { seen, doneOn: '31/02/2026' })
  assert.ok([409, 422].includes(wrong.status))
})

test('what failed is instructed again, or taken back for a reason; a form that is wrong keeps what was ticked', async () => {
  const { governance, instruction, path } = await instructed(2)
  const rows = await listOf(governance, `${instruction}/items.csv`)
  const csv = `reference,outcome,reason\n${rows.map(({ reference }) => `${reference},failed,Locked`).join('\n')}\n`
  const sent = await governance.upload(`${instruction}/answer-files`, statement, 'answers.csv', csv)
  await governance.post(`${sent.headers.get('location')}/acceptance`, {})
  const page = (await governance.get(instruction)).text
  const [item] = await site.db.selectFrom('instructionItems').select('id').orderBy('id').execute()
  const first = String(item?.id)
  const seen = hidden(page, 'seen')
  const nothing = await governance.post(`${instruction}/renewal`, { seen, apply: 'ticked' })
  assert.equal(nothing.status, 422)
  assert.match(nothing.text, /Select the records that failed/)
  const without = await governance.post(`${instruction}/taking-back`, {
    seen,
    apply: 'ticked',
    item: first,
    reason: '',
  })
  assert.equal(without.status, 422)
  assert.match(without.text, /href="#failed-reason"/)
  const boxes = [...without.text.matchAll(/<input[^>]*name="item"[^>]*>/g)].map(([tag]) => tag)
  assert.match(boxes.find((tag) => tag.includes(`value="${first}"`)) ?? '', /checked/)
  const back = await governance.post(`${instruction}/taking-back`, { seen, item: first, reason: 'In use again' })
  assert.equal(back.status, 303)
  assert.equal((await governance.post(`${instruction}/renewal`, { seen, apply: 'all' })).status, 303)
  const again = (await governance.get(instruction)).text
  assert.match(again, /Round 2: what failed was instructed again/)
  assert.match((await governance.get(path)).text, /Approved for disposal/)
})

test('what was called back is told apart, with why, and is an incident where its source was too late', async () => {
  const { db, world, clock } = site
  const { ids, governance, instruction } = await instructed(4)
  const [held = 0, moved = 0] = ids
  const rows = await listOf(governance, `${instruction}/items.csv`)
  const hold = await placeHold(db, world, [])
  await addHoldReferences(db, hold, world.systems.lms, [rows[0]?.reference ?? ''])
  await carryOutHolds(db, { clock })
  const later = addDays(clock.today(), 1)
  await db.updateTable('records').set({ retainUntil: clock.today(), dueOn: later }).where('id', '=', moved).execute()
  await stopWhatIsKept(db, { who: program('Instructing'), clock, hashKey: 'k'.repeat(32) })
  const page = (await governance.get(instruction)).text
  assert.match(page, /0 of 4 records: 2 asked to stop and 2 waiting/)
  assert.match(page, /\(2 records\)/)
  assert.match(page, new RegExp(`/records/${held}"[\\s\\S]*?Hold ${hold} \\(other\\)`))
  assert.match(page, new RegExp(`/records/${moved}"[\\s\\S]*?It is no longer past its period`))
  assert.match(
    (await governance.get(`${instruction}/confirmation`)).text,
    /that the 2 records without an answer are gone/,
  )
  const items = [...page.matchAll(/name="item" value="(\d+)"/g)].map((match) => match[1] ?? '')
  const tooLate = { answer: 'too late', done_on: '22/11/2026', method: 'Deleted', seen: hidden(page, 'seen') }
  const wrong = await governance.post(`${instruction}/recall-answers`, { ...tooLate, done_on: '', item: items })
  assert.equal(wrong.status, 422)
  assert.equal((await governance.post(`${instruction}/recall-answers`, { ...tooLate, item: items })).status, 303)
  const incidents = (await governance.get('/disposal-incidents')).text
  for (const words of ['Disposed of although a hold keeps it', 'Disposed of although it was called back before'])
    assert.ok(incidents.includes(words), words)
  const incident = (await governance.get('/disposal-incidents/1')).text
  assert.match(incident, /Destroyed/)
  assert.doesNotMatch(incident, /At its source|Listed again/)
})

test('recipients of the activities that use the rule are to be told, and ticked off once', async () => {
  const { governance, instruction } = await instructed(1)
  const id = Number(instruction.split('/').at(-1))
  await site.db.updateTable('disposalInstructions').set({ doneCount: 1 }).execute()
  await site.db.insertInto('instructionNotices').values({ instructionId: id, recipient: 'The supplier' }).execute()
  const wrong = await governance.post(`${instruction}/notices`, { notice: '1', toldOn: '23/11/2026', how: 'By letter' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /value="By letter"/)
  const told = { notice: '1', toldOn: '22/11/2026', how: 'By letter' }
  assert.equal((await governance.post(`${instruction}/notices`, told)).status, 303)
  assert.match((await governance.get(instruction)).text, /Noted by Grace Ashby/)
  assert.equal((await governance.post(`${instruction}/notices`, told)).status, 422)
  assert.equal((await governance.post(`${instruction}/notices`, { ...told, notice: 'x' })).status, 422)
})

test('managers see the instructions of their services and answer none, auditors read, and their look is no fetch', async () => {
  const { manager, instruction } = await instructed(1)
  assert.equal((await manager.get(instruction)).status, 200)
  assert.equal((await manager.post(`${instruction}/confirmation`, {})).status, 403)
  const auditor = await site.signInAs('auditor')
  assert.equal((await listOf(auditor, `${instruction}/items.csv`)).length, 1)
  assert.match((await auditor.get(instruction)).text, /Nobody has fetched it yet/)
  await site.db.updateTable('disposalReviews').set({ serviceId: site.world.services.music }).execute()
  assert.equal((await manager.get(instruction)).status, 404)
  assert.equal((await manager.get(`${instruction}/items.csv`)).status, 404)
  assert.ok(!(await manager.get('/disposal-instructions')).text.includes(instruction))
})

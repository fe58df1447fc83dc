import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import { addRecords } from '../../db/test-records.ts'
import { writeDigests } from './digest.ts'
import { digestWorld, settings } from './test-digest.ts'
import { TODAY } from './test-review.ts'

const { world: at, write, digests, approve, approveSecond } = digestWorld()

describe('every digest', () => {
  test('carries the head of the audit trail, which is then written down as anchored', async () => {
    await at().due('LIB-01', 1)
    const head = await headOfTrail(at().db)
    await write()
    const { text, html } = (await digests()).manager!
    for (const part of [text, html]) assert.ok(part.includes(`event ${head.id} has the hash ${head.hash}`))
    const anchors = await at().db.selectFrom('auditAnchors').select(['eventId', 'hash', 'anchoredAt']).execute()
    assert.deepEqual(anchors, [{ eventId: head.id, hash: head.hash, anchoredAt: `${TODAY}T12:30:00.000Z` }])
  })

  test('names no record: neither reference nor title nor location', async () => {
    const marked = { reference: 'MARKED-REF', title: 'Marked title', location: 'Marked place' }
    await addRecords(at().db, at().world, { rule: 'LIB-01', triggerOn: '2000-02-29', ...marked }, 1)
    await at().due('LIB-09', 1)
    await write()
    assert.doesNotMatch(JSON.stringify(await at().db.selectFrom('mailOutbox').selectAll().execute()), /marked/i)
  })

  test('keeps what people typed from becoming a header, a line or markup', async () => {
    const evil = 'Libraries\r\nBcc: thief@example.org\r\n\r\n<img src=x onerror=alert(1)>\u202egnp'
    await at().db.updateTable('services').set({ name: evil }).where('code', '=', 'LIB').execute()
    await at().due('LIB-01', 1)
    const { review } = await at().due('LIB-09', 1)
    await approve(review.id)
    await approveSecond(review.id, { ...at().governance, who: { ...at().governance.who, name: evil } })
    await write()
    const { subject, text, html } = (await digests()).manager!
    assert.doesNotMatch(subject + text, /\r|\nBcc|\u202e/)
    assert.doesNotMatch(html, /<img|\r|\u202e/)
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/)
  })

  test('is a run in the ledger and an event of the trail, with how many were written to', async () => {
    await at().due('LIB-01', 1)
    await write()
    const run = await at().db.selectFrom('jobRuns').selectAll().where('job', '=', 'digest').executeTakeFirstOrThrow()
    assert.deepEqual([run.state, run.asOf, JSON.parse(run.notes)], ['succeeded', TODAY, ['Wrote to 1 person.']])
    const last = await at().db.selectFrom('auditEvents').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    assert.deepEqual([last.kind, last.subjectId, last.whoId], ['job ended', String(run.id), 'Schedule'])
  })

  test('is not for a person to write', async () => {
    await assert.rejects(writeDigests(at().db, { ...at().governance, ...settings }), /may not write the digest/)
  })
})

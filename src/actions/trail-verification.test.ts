import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { dropGuards } from '../../db/test-guards.ts'
import { program } from '../domain/permission.ts'
import { verifyAudit } from '../jobs/verify-audit.ts'
import { testSite } from '../web/test-site.ts'
import { doThings } from './test-trail.ts'
import { TrailBroken } from './trail-verification.ts'

let site: Awaited<ReturnType<typeof testSite>>
beforeEach(async () => {
  site = await testSite()
  await doThings(site.db, site.world)
})
afterEach(() => site.close())

const verified = () => {
  const { db, clock, config } = site
  return verifyAudit({ by: { who: program('Schedule') } }, { db, clock, config, signal: new AbortController().signal })
}
const home = async (role: 'governance' | 'manager' | 'auditor' | 'administrator') =>
  (await (await site.signInAs(role)).get('/')).text
const latest = () => site.db.selectFrom('jobRuns').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()

/** Alters an event, as somebody who owns the file can, and gives what puts it back. */
async function alter(): Promise<() => Promise<void>> {
  await dropGuards(site.db, 'audit_events_stand')
  const set = (subjectId: string) => site.db.updateTable('auditEvents').set({ subjectId }).where('id', '=', 2).execute()
  await set('FORGED')
  return async () => void (await set('ORG0'))
}

test('a trail that is whole gets an anchor, an event and a run, and the log has the number and hash that it has come to', async () => {
  const head = await site.db
    .selectFrom('auditEvents')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const { text } = await verified()
  assert.equal(text, `The audit trail is whole: ${head.id} events. Event ${head.id} has the hash ${head.hash}.`)
  const anchors = await site.db.selectFrom('auditAnchors').select(['eventId', 'hash']).execute()
  assert.deepEqual(anchors, [{ eventId: head.id, hash: head.hash }])
  const run = await latest()
  assert.deepEqual([run.job, run.state, run.examined, run.asOf], ['verify-audit', 'succeeded', head.id, '2026-11-22'])
  const event = await site.db
    .selectFrom('auditEvents')
    .selectAll()
    .where('kind', '=', 'trail verified')
    .executeTakeFirstOrThrow()
  assert.deepEqual(JSON.parse(event.details).facts, { events: head.id, 'last event': head.id, 'its hash': head.hash })
  const { text: page } = await (await site.signInAs('auditor')).get(`/job-runs/${run.id}`)
  assert.match(page, /Verification of the audit trail of 22 November 2026/)
  assert.ok(page.includes(head.hash))
})

test('a broken trail fails the run, is an event, and a red banner until it is found whole again', async () => {
  await verified()
  const putBack = await alter()
  await assert.rejects(
    verified(),
    (error: unknown) => error instanceof TrailBroken && /Event 2 was altered/.test(error.message),
  )
  assert.deepEqual(
    [(await latest()).state, (await latest()).error],
    ['failed', 'The audit trail is broken. Event 2 was altered: it is not what its hash says.'],
  )
  assert.equal((await site.db.selectFrom('auditAnchors').select('id').execute()).length, 1)
  for (const role of ['governance', 'auditor', 'administrator'] as const)
    assert.match(
      await home(role),
      /The audit trail is broken\. Event 2 was altered: it is not what its hash says\. This was found on 22 November 2026/,
    )
  assert.doesNotMatch(await home('manager'), /audit trail/)
  const { text } = await (await site.signInAs('auditor')).get('/audit-events/2')
  assert.match(text, /It is not the hash of what is shown here/)
  await putBack()
  await verified()
  assert.doesNotMatch(await home('governance'), /The audit trail is broken/)
})

test('only whoever may read the trail verifies it', async () => {
  const { db, clock, config } = site
  const by = { who: site.world.users.manager }
  await assert.rejects(verifyAudit({ by }, { db, clock, config, signal: new AbortController().signal }), /may not/)
})

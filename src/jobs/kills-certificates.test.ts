import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { waitForCertificate } from '../../db/queries/certificates.ts'
import { certificateWorld } from '../actions/test-certificates.ts'
import { doing, killingGround, timesToKill } from './test-kills.ts'

const INSTRUCTIONS = 12

const { urlOf, copied, work, killOften, remove } = killingGround()
after(remove)

/** Instructions that are closed, and whose certificates wait. */
before(async () => {
  const world = await certificateWorld()
  for (let n = 0; n < INSTRUCTIONS; n++) {
    const { instructionId } = await world.disposed(['done', 'done', 'failed'], false)
    await waitForCertificate(world.db, instructionId, '2026-11-22T13:00:00.000Z')
  }
  await world.db.destroy()
  await copied('closed', world.url)
  await world.close()
})

test('certificates that are being issued when the process is killed are issued once each, without a gap in their numbers', async (t) => {
  const task = doing({ job: 'issue-certificates' })
  await copied('calm', urlOf('closed'))
  const calm = await work(task, 'calm')
  assert.equal(calm.said, `Issued ${INSTRUCTIONS} destruction certificates.`)
  const kills = { from: 'closed', calm: 'calm', times: timesToKill(3), wholeMs: calm.ms }
  const hits = await killOften(task, kills, async (db) => {
    const issued = await db.selectFrom('destructionCertificates').select('number').orderBy('id').execute()
    const waiting = await db.selectFrom('certificatesToIssue').selectAll().execute()
    assert.equal(issued.length + waiting.length, INSTRUCTIONS)
    assert.deepEqual(
      issued.map(({ number }) => number),
      issued.map((_, at) => `DC-2026-${String(at + 1).padStart(6, '0')}`),
    )
    const events = await db.selectFrom('auditEvents').select('id').where('kind', '=', 'certificate issued').execute()
    assert.equal(events.length, issued.length)
  })
  t.diagnostic(`the issuing of certificates was killed ${hits} times`)
})

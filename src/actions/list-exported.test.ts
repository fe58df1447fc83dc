import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Db } from '../../db/schema.ts'
import { temporaryDatabase } from '../../db/test-world.ts'
import { recordExport } from './list-exported.ts'
import { acting } from './test-acting.ts'

let db: Db
let close: () => Promise<void>
before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
})
after(() => close())

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }

/** What the trail keeps of what was asked for. */
async function kept(filters: Record<string, unknown>): Promise<Record<string, string>> {
  await recordExport(db, acting(clock), { list: 'audit-events', format: 'csv', filters })
  const { details } = await db
    .selectFrom('auditEvents')
    .select('details')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const { format: _, ...facts } = JSON.parse(details).facts
  return facts
}

test('the trail keeps terms of the register that were asked for, and of anything else only that it was given', async () => {
  const asked = { subject: 'service', from: '2026-01-01', text: 'Grace Ashby', person: 'Ashby', state: undefined }
  assert.deepEqual(await kept(asked), { subject: 'service', from: '2026-01-01', text: 'given', person: 'given' })
})

test('the trail keeps the number of a thing that was asked for, but no reference of a record and nothing that may be a name', async () => {
  assert.deepEqual(await kept({ subject: 'job run', subject_id: '17' }), { subject: 'job run', subject_id: '17' })
  const may = [
    { subject: 'user', subject_id: 'Grace Ashby' },
    { subject: 'service', subject_id: 'ASHBY-1984' },
    { subject: 'user', subject_id: '9434765919' },
    { subject: 'record', subject_id: '104882' },
    { subject_id: '104882' },
  ]
  for (const asked of may) assert.deepEqual(await kept(asked), { ...asked, subject_id: 'given' }, JSON.stringify(asked))
})

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { createFeed } from '../actions/record-feeds.ts'
import { acting } from '../actions/test-acting.ts'
import { removeLeftUploads } from './left-uploads.ts'

test('a file that no feed waits for is removed after a day; what waits, or is new, stays', async () => {
  const { db, folder, close } = await temporaryDatabase()
  await smallWorld(db)
  const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
  const uploads = join(folder, 'uploads')
  assert.match(await removeLeftUploads({ db, clock, folder: uploads }), /^Removed 0 uploaded files/)
  mkdirSync(uploads)
  const file = (name: string, at: string) => {
    writeFileSync(join(uploads, name), 'reference,rule,trigger_date\n')
    utimesSync(join(uploads, name), new Date(at), new Date(at))
    return join(uploads, name)
  }
  file('left.csv', '2026-11-20T12:00:00.000Z')
  file('arriving.csv', '2026-11-22T11:59:00.000Z')
  const sent = { source: 'LMS', fileName: 'feed.csv', filePath: file('waiting.csv', '2026-11-20T12:00:00.000Z') }
  const usual = { uploaded: true, mode: 'delta', correction: false, dryRun: false } as const
  assert.ok((await createFeed(db, acting(clock), { ...sent, ...usual })).ok)
  assert.match(await removeLeftUploads({ db, clock, folder: uploads }), /^Removed 1 uploaded file /)
  assert.deepEqual(readdirSync(uploads).sort(), ['arriving.csv', 'waiting.csv'])
  await close()
})

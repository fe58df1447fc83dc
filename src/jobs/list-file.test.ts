import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { type LongFile, longList, TooManyFiles } from '../actions/long-lists.ts'
import { piecesOf } from '../actions/whole-list.ts'
import { cellsOf } from '../formats/test-xlsx.ts'
import { TooLargeForSheet } from '../formats/xlsx-write.ts'
import { fileThreads } from './list-file.ts'

const ROWS = 12_000
let opened: Awaited<ReturnType<typeof temporaryDatabase>>
before(async () => {
  opened = await temporaryDatabase()
  const world = await smallWorld(opened.db)
  await addRecords(opened.db, world, { triggerOn: '2020-01-01', title: 'ü "quoted" '.repeat(20) }, ROWS)
})
after(() => opened.close())

const context = { today: '2026-11-22', reach: null }
const records = (format: LongFile['format']): LongFile => ({
  ...{ format, bom: format === 'csv', context },
  list: { of: 'records', filters: {} },
})
const threads = (patienceMs?: number) => fileThreads({ databaseUrl: opened.url }, patienceMs)
const forGood = new AbortController().signal

const here = (file: LongFile) => buffer(piecesOf(longList(file.list), opened.db, file))

test('a file that a thread makes is byte for byte the one that would be made here', async () => {
  const csv = await buffer(threads().makeFile(records('csv'), forGood))
  assert.ok(csv.equals(await here(records('csv'))))
  assert.equal(csv.toString('utf8').split('\r\n').length, ROWS + 2)
  const trail: LongFile = { ...records('csv'), list: { of: 'audit events', question: {} } }
  assert.ok((await buffer(threads().makeFile(trail, forGood))).equals(await here(trail)))
})

test('so is an Excel file, whether it is small or large, and one that would be too large is refused', async () => {
  const { makeFile } = threads()
  const cells = async (file: LongFile) => cellsOf(new Uint8Array(await buffer(makeFile(file, forGood))))
  assert.equal((await cells(records('xlsx'))).length, ROWS + 1)
  const none: LongFile = { ...records('xlsx'), list: { of: 'records', filters: { source: 'NONE' } } }
  assert.equal((await cells(none)).length, 1)
  await opened.db
    .updateTable('records')
    .set({ location: 'x'.repeat(9_000) })
    .execute()
  await assert.rejects(buffer(makeFile(records('xlsx'), forGood)), TooLargeForSheet)
  await opened.db.updateTable('records').set({ location: '' }).execute()
})

test('a thread waits for a reader who takes nothing, and ends at once when there is none any more', async () => {
  const files = threads()
  const reader = new AbortController()
  const pieces = files.makeFile(records('csv'), reader.signal)[Symbol.asyncIterator]()
  const first = await pieces.next()
  assert.ok(!first.done && first.value.byteLength < 2_000_000)
  await pause(300)
  const one = new AbortController()
  const more = [1, 2].map(() => files.makeFile(records('csv'), one.signal))
  assert.equal(more.length, 2)
  assert.throws(() => files.makeFile(records('csv'), forGood), TooManyFiles, 'three are under way')
  reader.abort()
  await assert.rejects(buffer({ [Symbol.asyncIterator]: () => pieces }), { code: 'ABORT_ERR' })
  one.abort()
  const began = performance.now()
  await files.stop()
  assert.ok(performance.now() - began < 9_000, 'nobody had to be waited for')
  await buffer(files.makeFile(records('csv'), forGood))
})

test('what goes wrong in the thread is thrown, in the middle of a file too', async () => {
  const nowhere = fileThreads({ databaseUrl: `file:${process.execPath}/muniment.db` })
  await assert.rejects(buffer(nowhere.makeFile(records('csv'), forGood)), /cannot be written/)
  const late: LongFile = { ...records('csv'), list: { of: 'records', filters: { order: 'sideways' as 'due' } } }
  const { makeFile } = threads()
  await opened.db.schema.alterTable('records').renameTo('hidden').execute()
  await assert.rejects(buffer(makeFile(late, forGood)), /no such table|does not exist/)
  await opened.db.schema.alterTable('hidden').renameTo('records').execute()
})

test('a stop lets a file come to its end if it does so soon, and breaks off one that does not', async () => {
  const patient = threads()
  const read = buffer(patient.makeFile(records('csv'), forGood))
  await patient.stop()
  assert.ok((await read).length > 100_000)
  const impatient = threads(50)
  const left = impatient.makeFile(records('csv'), forGood)[Symbol.asyncIterator]()
  await left.next()
  await impatient.stop()
  await assert.rejects(async () => {
    while (!(await left.next()).done) await pause(1)
  }, /ended before the file was whole/)
})

test('a thread makes one file after the other, also when a reader has left one half-way', async () => {
  const files = threads()
  const whole = await here(records('csv'))
  for (let n = 0; n < 2; n++) {
    assert.ok((await buffer(files.makeFile(records('csv'), forGood))).equals(whole))
    const left = new AbortController()
    await files.makeFile(records('csv'), left.signal)[Symbol.asyncIterator]().next()
    left.abort()
  }
  assert.ok((await buffer(files.makeFile(records('csv'), forGood))).equals(whole))
  await files.stop()
})

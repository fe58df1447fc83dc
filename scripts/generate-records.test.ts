import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { run, runForJson } from './lib/test-command.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-generate-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

test('the same options give the same file, and another seed another one', async () => {
  const make = async (name: string, ...options: string[]) => {
    const out = join(folder, name)
    const made = await runForJson(
      'generate-records',
      ['--source', 'MUSIC', '--count', '300', '--out', out, ...options],
      {
        MUNIMENT_TODAY: '2030-01-01',
      },
    )
    assert.deepEqual([made.code, made.result], [0, { rows: 300, source: 'MUSIC', out }])
    return readFileSync(out, 'utf8')
  }
  const first = await make('a.csv')
  assert.equal(await make('b.csv', '--seed', '1'), first)
  assert.notEqual(await make('c.csv', '--seed', '2'), first)
  const rows = parse(first, { columns: true }) as Record<string, string>[]
  assert.equal(rows.length, 300)
  assert.equal(rows[0]?.reference, 'MUSIC-0000001')
  assert.ok(rows.every(({ trigger_date }) => (trigger_date ?? '') <= '2026-11-22'))
})

test('a file that cannot be written ends with 1 and a sentence', async () => {
  const out = join(folder, 'missing', 'x.csv')
  const { code, stdout, stderr } = await run('generate-records', ['--source', 'LMS', '--out', out])
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /x\.csv could not be written: ENOENT[^\n]*\n$/)
})

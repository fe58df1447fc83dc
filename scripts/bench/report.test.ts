import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { run } from '../lib/test-command.ts'
import type { Measured } from './operation.ts'
import { report } from './report.ts'
import { addResult, readResults } from './results.ts'

const folder = mkdtempSync(join(tmpdir(), 'muniment-report-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)

const side = (ms: number) => ({ ms, least: ms, most: ms })
const measured = (rows: number, ms: number, operation = 'import'): Measured => ({
  ...{ operation, rows, runs: 5, ours: { ...side(ms), perSecond: 1234, peakMib: 77 }, limit: side(ms / 2), ratio: 0.5 },
  ...{ target: { of: 'rate', ratio: 0.7, mostMib: 200 }, met: false, limitIs: 'something | bare' },
})

test('results are kept in a file, one for each operation and number of records', async () => {
  const file = at('kept.json')
  await addResult(file, measured(10_000, 100), '2026-11-22')
  await addResult(file, measured(100_000, 1_000), '2026-11-22')
  await addResult(file, measured(10_000, 120), '2026-11-23')
  const results = await readResults(file)
  assert.deepEqual(
    results.measured.map(({ rows, ours, machine }) => [rows, ours.ms, machine.day]),
    [
      [100_000, 1_000, '2026-11-22'],
      [10_000, 120, '2026-11-23'],
    ],
  )
})

test('a report writes the tables between its marks, and the picture, and nothing else', async () => {
  const marks = readFileSync('docs/performance.md', 'utf8').match(/<!--.*-->/g) ?? []
  assert.equal(marks.length, 2)
  writeFileSync(at('performance.md'), `Before\n${marks[0]}\nold\n${marks[1]}\nAfter\n`)
  for (const [rows, ms] of [
    [10_000, 100],
    [1_000_000, 14_400],
  ] as const)
    await addResult(at('performance.json'), measured(rows, ms), '2026-11-22')
  await addResult(at('performance.json'), measured(10_000, 5, 'peer-list'), '2026-11-22')
  await report(at('performance.json'), await readResults(at('performance.json')))
  const page = readFileSync(at('performance.md'), 'utf8')
  assert.ok(
    page.startsWith(`Before\n${marks[0]}\n\nMeasured on 2026-11-22: `) && page.endsWith(`\n${marks[1]}\nAfter\n`),
  )
  assert.doesNotMatch(page, /^old$/m)
  assert.match(
    page,
    /^\| import \| 1,000,000 \| 14,400 ms \(1,234\/s\) \| 7,200 ms \| 0.5 \| rate ≥ 0.7, ≤ 200 MiB \| no \|/m,
  )
  assert.match(page, /something \\\| bare/)
  assert.match(page, /^\| import \| 100 \(0.5\) \| 14,400 \(0.5\) \| × 12 \|$/m)
  assert.match(
    page,
    /### What a user would pick instead\n\n.*\n\n\| operation .*bare \| ratio \|\n.*\n\| peer-list .* 0.5 \|\n/,
  )
  const picture = readFileSync(at('performance.svg'), 'utf8')
  assert.equal(picture.match(/<circle /g)?.length, 4)
  assert.doesNotMatch(picture, /NaN|Infinity|peer-list/)
})

test('what is no file of results is refused in a sentence', async () => {
  writeFileSync(at('other.json'), '{"rows":[]}')
  const other = await run('bench', ['--report', at('other.json')])
  assert.deepEqual([other.code, other.stderr.trim()], [1, `${at('other.json')} holds no results of the bench.`])
  const none = await run('bench', ['--report', at('none.json')])
  assert.equal(none.code, 1)
  assert.match(none.stderr, /has no results yet/)
})

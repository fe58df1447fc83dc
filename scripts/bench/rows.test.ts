import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retentionRules } from '../../seed/retention-rules.ts'
import { place } from '../../src/domain/placement.ts'
import { type Edition, expectedOf, feedLines } from './rows.ts'

const AS_AT = '2026-11-22'
const terms = { rules: retentionRules, services: Array.from({ length: 40 }, (_, n) => `S${n}`), asAt: AS_AT }
const lines = (rows: number, edition: Edition) => [...feedLines(terms, rows, edition)].slice(1)

test('three records in ten are open, one is past its period, six are retained, over 70 rules and 40 services', () => {
  const rules = new Map(retentionRules.map((rule) => [rule.code, rule]))
  const rows = lines(20_000, 'first').map((line) => line.trim().split(','))
  const dueDates = rows.flatMap(([, code = '', trigger = '']) => {
    const rule = rules.get(code)
    return rule && trigger !== '2019-02-30' ? [place(rule, trigger === '' ? null : trigger).dueOn] : []
  })
  const share = (is: (dueOn: string | null) => boolean) => Math.round((dueDates.filter(is).length / 20_000) * 100)
  assert.deepEqual([share((dueOn) => dueOn === null), share((dueOn) => dueOn !== null && dueOn <= AS_AT)], [30, 10])
  assert.equal(new Set(rows.map(([, code]) => code)).size, 70 + 1)
  assert.equal(new Set(rows.map((row) => row[6])).size, 40 + 1)
})

test('of the later edition one row in a hundred has changed or is gone, as many as are expected', () => {
  for (const rows of [2_000, 12_345]) {
    const first = new Map(lines(rows, 'first').map((line) => [line.split(',')[0], line]))
    const later = new Map(lines(rows, 'later').map((line) => [line.split(',')[0], line]))
    const { updated, gone } = expectedOf(rows)
    assert.equal(first.size, rows)
    assert.equal(first.size - later.size, gone)
    assert.equal([...later].filter(([reference, line]) => first.get(reference) !== line).length, updated)
    assert.ok(Math.abs(updated + gone - rows / 100) <= 1)
  }
})

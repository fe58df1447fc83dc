import assert from 'node:assert/strict'
import { test } from 'node:test'
import { place } from '../src/domain/placement.ts'
import { generateFeed, sampleFeeds } from './record-generator.ts'
import { retentionRules } from './retention-rules.ts'

const request = { source: 'LMS', count: 4_000, seed: 7, asAt: '2026-11-22' }
const rules = new Map(retentionRules.map((rule) => [rule.code, rule]))

const rowsOf = (lines: Iterable<string>) =>
  [...lines].slice(1).map((line) => {
    const [reference = '', code = '', trigger = ''] = line.split(',')
    return { reference, rule: rules.get(code), trigger }
  })

test('the same request gives the same feed, another seed another one', () => {
  const feed = [...generateFeed(request)].join('')
  assert.equal([...generateFeed(request)].join(''), feed)
  assert.notEqual([...generateFeed({ ...request, seed: 8 })].join(''), feed)
})

test('every source system of the samples has records under rules of the schedule, with opaque references', () => {
  for (const { source } of sampleFeeds)
    for (const row of rowsOf(generateFeed({ ...request, source, count: 300 }))) {
      assert.ok(row.rule, 'the rule is in the schedule')
      assert.match(row.reference, new RegExp(`^${source}-\\d{7}$`))
    }
})

test('some three in ten records are open, a few per cent are past their period, and none starts in the future', () => {
  const rows = rowsOf(generateFeed(request))
  const open = rows.filter((row) => row.trigger === '').length / rows.length
  const due = rows.filter((row) => {
    const dueOn = row.rule && place(row.rule, row.trigger || null).dueOn
    return dueOn && dueOn <= request.asAt
  }).length
  assert.ok(open > 0.25 && open < 0.45, `${open} are open`)
  assert.ok(due / rows.length > 0.03 && due / rows.length < 0.12, `${due} are due`)
  assert.ok(rows.every((row) => row.trigger <= request.asAt))
})

test('leap days and the ends of periods are among the trigger dates', () => {
  const days = new Set(rowsOf(generateFeed(request)).map((row) => row.trigger.slice(5)))
  for (const day of ['02-29', '03-31', '04-01', '08-31', '12-31']) assert.ok(days.has(day), day)
})

test('an unknown source system is refused with the ones there are', () => {
  assert.throws(() => [...generateFeed({ ...request, source: 'NONE' })], /LMS, MUSIC/)
})

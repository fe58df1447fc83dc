import assert from 'node:assert/strict'
import { test } from 'node:test'
import { datesStep, isDatesStepOf } from './dates-step.ts'

const SINCE = '2026-11-22T12:00:00.000Z'
const rule = (code: string, changedAt = '2026-11-22T11:00:00.000Z') => ({ code, changedAt })
const isOf = (codes: string[], asked: ReturnType<typeof rule>, since: string | null = SINCE) =>
  isDatesStepOf(datesStep(codes), since, asked)

test('a few rules are named, and each of them is told from others whose codes begin or end alike', () => {
  assert.equal(datesStep(['LIB-01']), 'Giving records the dates of LIB-01')
  assert.equal(datesStep(['LIB-01', 'LIB-02', 'PLA-1']), 'Giving records the dates of LIB-01, LIB-02 and PLA-1')
  assert.ok(isOf(['LIB-01'], rule('LIB-01')))
  for (const code of ['LIB-01', 'LIB-02', 'PLA-1']) assert.ok(isOf(['LIB-01', 'LIB-02', 'PLA-1'], rule(code)))
  for (const code of ['LIB-010', 'IB-01', 'LIB-0']) assert.ok(!isOf(['LIB-01'], rule(code)))
})

test('many are counted, and are those that waited when the step began', () => {
  const many = ['A-1', 'A-2', 'A-3', 'A-4']
  assert.equal(datesStep(many), 'Giving records the dates of 4 changed rules')
  assert.ok(isOf(many, rule('A-3')))
  assert.ok(!isOf(many, rule('A-5', '2026-11-22T12:00:00.001Z')))
  assert.ok(!isOf(many, rule('A-3'), null))
})

test('another step of a run is of no rule', () => {
  assert.ok(!isDatesStepOf('Flagging what is past its period', SINCE, rule('LIB-01')))
})

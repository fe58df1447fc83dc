import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basis, codes, complete, said, texts } from './test-activity.ts'

const purposes = [...complete.purposes, { ...said, text: 'Send news' }]
const agreed = { basis: 'consent' as const, record: 'Membership system', withdrawal: 'Link in each e-mail' }
const ofTrader = {
  parties: [{ ...complete.parties[0]!, organisation: 'LTD' }, complete.parties[1]!],
}

test('a record without a lawful basis misses one, and so does one whose basis is stated in words only', () => {
  assert.deepEqual(codes({ lawfulBases: [] }), ['LB-01'])
  assert.deepEqual(codes({ lawfulBases: [basis({ statute: 'Generic list' })] }), ['LB-01'])
})

test('each purpose needs a basis of its own when none stands for all', () => {
  assert.deepEqual(texts({ purposes, lawfulBases: [basis({ ...agreed, purpose: 1 })] }), [
    'No lawful basis is recorded for the purpose “Send news”.',
  ])
  assert.deepEqual(codes({ purposes, lawfulBases: [basis(agreed)] }), [])
})

test('a public task and a legal obligation need their law, and a contract none', () => {
  assert.deepEqual(codes({ lawfulBases: [basis({ basis: 'public task' })] }), ['LB-02'])
  assert.deepEqual(codes({ lawfulBases: [basis({ basis: 'legal obligation' })] }), ['LB-02'])
  assert.deepEqual(codes({ lawfulBases: [basis({ basis: 'contract' })] }), [])
})

test('a law named once for all purposes answers for each of them', () => {
  const one = basis({ basis: 'public task', purpose: 2 })
  assert.deepEqual(texts({ purposes, lawfulBases: [basis({ basis: 'contract' }), one] }), [
    'Public task, Article 6(1)(e) is recorded for the purpose “Send news” without the law that lays it down.',
  ])
  assert.deepEqual(codes({ purposes, lawfulBases: [...complete.lawfulBases, one] }), [])
})

test('consent has to be recorded somewhere and to be withdrawable', () => {
  assert.deepEqual(texts({ lawfulBases: [basis({ basis: 'consent' })] }), [
    'Consent is relied on, but it is not said where it is recorded.',
    'Consent is relied on, but it is not said how it can be withdrawn.',
  ])
  assert.deepEqual(codes({ lawfulBases: [basis(agreed)] }), [])
})

test('consent that each purpose records for itself needs no further record for all', () => {
  const each = [1, 2].map((purpose) => basis({ ...agreed, purpose }))
  assert.deepEqual(codes({ purposes, lawfulBases: [...each, basis({ basis: 'consent' })] }), [])
})

const weighed = { interest: 'Keeping the shop safe', record: 'Assessment of May 2026' }

test('legitimate interests are described and assessed', () => {
  assert.deepEqual(codes({ ...ofTrader, lawfulBases: [basis({ basis: 'legitimate interests' })] }), ['LB-04', 'LB-04'])
  assert.deepEqual(codes({ ...ofTrader, lawfulBases: [basis({ basis: 'legitimate interests', ...weighed })] }), [])
})

test('a council cannot rest its tasks on legitimate interests on any day, and a company can', () => {
  const lawfulBases = [basis({ basis: 'legitimate interests', ...weighed })]
  assert.deepEqual(codes({ lawfulBases }), ['LB-03'])
  assert.deepEqual(codes({ lawfulBases }, { on: '2019-01-01' }), ['LB-03'])
  assert.deepEqual(codes({ ...ofTrader, lawfulBases }), [])
})

test('a recognised legitimate interest is no basis until 4 February 2026, and barred to a council from the day after', () => {
  const lawfulBases = [basis({ basis: 'recognised legitimate interest', interest: 'Annex 1 paragraph 5: crime' })]
  assert.deepEqual(texts({ lawfulBases }, { on: '2026-02-04' }), [
    'Recognised legitimate interest is a lawful basis only since 5 February 2026.',
  ])
  assert.deepEqual(codes({ lawfulBases }, { on: '2026-02-05' }), ['LB-03'])
  assert.deepEqual(codes({ ...ofTrader, lawfulBases }, { on: '2026-02-05' }), [])
})

test('a recognised legitimate interest needs its condition of Annex 1 from 5 February 2026', () => {
  const lawfulBases = [basis({ basis: 'recognised legitimate interest' })]
  assert.deepEqual(codes({ ...ofTrader, lawfulBases }, { on: '2026-02-05' }), ['LB-09'])
  assert.deepEqual(codes({ ...ofTrader, lawfulBases }, { on: '2026-02-04' }), ['LB-01'])
})

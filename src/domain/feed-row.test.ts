import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FeedTerms, feedRowReader, possibleReferences } from './feed-row.ts'
import type { TriggerKind } from './retention-rule.ts'

type Rule = { code: string; triggerKind: TriggerKind; serviceId: number | null; status: 'in force' | 'retired' }
const rules = new Map<string, Rule>(
  [
    { code: 'LIB-01', triggerKind: 'last_activity' as const, serviceId: 1 },
    { code: 'DST-01', triggerKind: 'event' as const, serviceId: null },
    { code: 'SET-01', triggerKind: 'fixed_date' as const, serviceId: null },
  ].map((rule) => [rule.code, { ...rule, status: 'in force' as const }]),
)
const terms: FeedTerms<Rule> = {
  source: 'LMS',
  rules,
  services: new Map([
    ['LIB', 1],
    ['MUS', 2],
    ['NCC', 3],
  ]),
  limitedTo: null,
  defaultServiceId: 3,
  today: '2026-11-22',
}
const whole = {
  width: 7,
  places: { reference: 0, rule: 1, trigger_date: 2, title: 3, quantity: 4, location: 5, service: 6 },
}
const least = { width: 3, places: { reference: 2, rule: 1, trigger_date: 0 } }

test('a whole row is read, its date in either way of writing', () => {
  for (const date of ['2019-06-14', '14/06/2019'])
    assert.deepEqual(read(['LMS-1', 'LIB-01', date, 'Box 7', '12', 'Store', 'MUS']), {
      reference: 'LMS-1',
      rule: rules.get('LIB-01'),
      triggerOn: '2019-06-14',
      dated: true,
      serviceId: 2,
      title: 'Box 7',
      quantity: 12,
      location: 'Store',
    })
})

test('a row that names a retired rule is rejected, and says so', () => {
  const retired = new Map([...rules].map(([code, rule]) => [code, { ...rule, status: 'retired' as const }]))
  const row = feedRowReader(whole, { ...terms, rules: retired })(['LMS-1', 'lib-01', '', '', '', '', ''])
  const text = 'Rule LIB-01 is retired: name a rule that is in force.'
  assert.deepEqual(row, { ok: false, problems: [{ field: 'rule', text }] })
})

test('a column that the file does not have says nothing, a blank one clears', () => {
  const short = feedRowReader(least, terms)(['', 'LIB-01', 'LMS-1'])
  assert.ok(short.ok)
  assert.deepEqual([short.value.title, short.value.quantity, short.value.location], [null, null, null])
  assert.equal(short.value.triggerOn, null)
  const blank = read(['LMS-1', 'LIB-01', '', '', '', '', ''])
  assert.deepEqual([blank.title, blank.quantity, blank.location], ['', 1, ''])
})

test("a record's service is the row's, else its rule's, else the source's default, else none", () => {
  const serviceOf = (rule: string, service: string, defaultServiceId: number | null) => {
    const row = feedRowReader(whole, { ...terms, defaultServiceId })(['A', rule, '', '', '', '', service])
    return row.ok ? row.value.serviceId : row.problems
  }
  assert.equal(serviceOf('LIB-01', 'MUS', 3), 2)
  assert.equal(serviceOf('LIB-01', '', 3), 1)
  assert.equal(serviceOf('DST-01', '', 3), 3)
  assert.equal(serviceOf('DST-01', '', null), null)
})

test('without a column of trigger dates a row says nothing of them', () => {
  const row = feedRowReader({ width: 2, places: { reference: 0, rule: 1 } }, terms)(['A', 'LIB-01'])
  assert.ok(row.ok)
  assert.deepEqual([row.value.triggerOn, row.value.dated], [null, false])
})

test('codes of rules and services are found in small letters too', () => {
  assert.equal(read(['A', 'lib-01', '', '', '', '', 'mus']).serviceId, 2)
})

test('everything that is wrong with a row is said, each with its column', () => {
  assert.deepEqual(problems(['', 'LIB-99', '31/02/2020', 'x'.repeat(1001), '0', '', 'XXX']), [
    ['reference', 'The reference is missing.'],
    ['rule', 'There is no rule with the code “LIB-99”.'],
    ['trigger_date', '“31/02/2020” is not a date. Write it as 2019-06-14 or 14/06/2019.'],
    ['title', 'The title is longer than 1000 characters.'],
    ['quantity', '“0” is not a whole number of at least 1.'],
    ['service', 'There is no service with the code “XXX”.'],
  ])
  assert.deepEqual(problems(['A', '', '', '', '', '', '']), [['rule', 'The rule is missing.']])
})

test('a row with too few or too many fields is refused', () => {
  const text = (n: number) =>
    `The row has ${n} fields and the header 7. A value that holds the delimiter must stand in quotes.`
  assert.deepEqual(problems(['A', 'LIB-01']), [['', text(2)]])
  assert.deepEqual(problems(Array(8).fill('A')), [['', text(8)]])
})

test('a reference has 1 to 200 characters, none of them a control character, and is no forgotten one', () => {
  assert.deepEqual(problems(['x'.repeat(200), 'LIB-01', '', '', '', '', '']), [])
  assert.deepEqual(problems(['😀'.repeat(200), 'LIB-01', '', '', '', '', '']), [])
  assert.match(problems(['x'.repeat(201), 'LIB-01', '', '', '', '', ''])[0]?.[1] ?? '', /longer than 200/)
  assert.match(problems(['A\nB', 'LIB-01', '', '', '', '', ''])[0]?.[1] ?? '', /control character/)
  assert.match(problems(['forgotten:ab', 'LIB-01', '', '', '', '', ''])[0]?.[1] ?? '', /may not begin/)
})

test('a date is a day that exists, day first, without a time', () => {
  for (const date of ['2020-02-30', '06/14/2019', '2019-6-14', '2019-06-14T10:00', '14.06.2019', '31/02/1885', '0'])
    assert.match(problems(['A', 'SET-01', date, '', '', '', ''])[0]?.[1] ?? 'accepted', /is not a date/, date)
})

test('a date of a year before 1900 or after 2200 is refused as what it is', () => {
  for (const date of ['1899-12-31', '14/06/1885', '2201-01-01'])
    assert.deepEqual(problems(['A', 'SET-01', date, '', '', '', '']), [
      ['trigger_date', `“${date}” is not taken: dates may be of the years 1900 to 2200.`],
    ])
})

test('a trigger in the future is refused unless the rule has a fixed date', () => {
  assert.deepEqual(problems(['A', 'LIB-01', '2026-11-22', '', '', '', '']), [])
  assert.deepEqual(problems(['A', 'LIB-01', '2026-11-23', '', '', '', '']), [
    ['trigger_date', '2026-11-23 is in the future: only a rule with a fixed date may count from one.'],
  ])
  assert.deepEqual(problems(['A', 'SET-01', '2030-01-01', '', '', '', '']), [])
})

test('a quantity is a whole number of at least 1, in digits alone', () => {
  for (const quantity of ['-1', '1.5', '1,000', 'one', '1e3', '9999999999'])
    assert.equal(problems(['A', 'LIB-01', '', '', quantity, '', ''])[0]?.[0], 'quantity', quantity)
  assert.equal(read(['A', 'LIB-01', '', '', '007', '', '']).quantity, 7)
  assert.equal(read(['A', 'LIB-01', '', '', '999999999', '', '']).quantity, 999_999_999)
  assert.deepEqual(problems(['A', 'LIB-01', '', '', '1000000000', '', '']), [
    ['quantity', '“1000000000” is too large: a quantity is at most 999,999,999.'],
  ])
})

test('a source that is limited to services holds no records of others, whichever way they got there', () => {
  const limited = feedRowReader(whole, { ...terms, limitedTo: new Set([1]) })
  assert.ok(limited(['A', 'LIB-01', '', '', '', '', '']).ok)
  for (const row of [
    ['A', 'LIB-01', '', '', '', '', 'MUS'],
    ['A', 'DST-01', '', '', '', '', ''],
  ]) {
    const refusal = limited(row)
    assert.match(
      refusal.ok ? '' : (refusal.problems[0]?.text ?? ''),
      /^LMS may not hold records of the service (MUS|NCC)\.$/,
    )
  }
  assert.ok(
    feedRowReader(whole, { ...terms, limitedTo: new Set([1]), defaultServiceId: null })([
      'A',
      'DST-01',
      '',
      '',
      '',
      '',
      '',
    ]).ok,
  )
})

test('of a row of another width any value may be the reference', () => {
  assert.deepEqual(possibleReferences(least, ['2020-01-01', 'LIB-01', 'LMS-1']), ['LMS-1'])
  assert.deepEqual(possibleReferences(least, ['2020-01-01', '', 'LIB-01', 'LMS-1']), ['2020-01-01', 'LIB-01', 'LMS-1'])
  assert.deepEqual(possibleReferences(least, ['2020-01-01', 'LIB-01', '']), [])
})

function read(fields: string[]) {
  const row = feedRowReader(whole, terms)(fields)
  assert.ok(row.ok)
  return row.value
}

function problems(fields: string[]): [string, string][] {
  const row = feedRowReader(whole, terms)(fields)
  return row.ok ? [] : row.problems.map(({ field, text }) => [field, text])
}

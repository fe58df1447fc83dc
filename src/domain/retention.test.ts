import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CountedFrom, countedFromKinds, type IsoDate, type Period } from './calendar.ts'
import { readPeriod } from './period.ts'
import { retentionDates } from './retention.ts'
import { type TriggerKind, triggerKinds } from './retention-rule.ts'

const table: [
  name: string,
  TriggerKind,
  CountedFrom,
  period: string,
  trigger: IsoDate,
  until: IsoDate,
  due: IsoDate,
][] = [
  ['six years from a day end on the same day', 'event', 'trigger', 'P6Y', '2020-11-22', '2026-11-22', '2026-11-23'],
  [
    '29 February in a common year ends on 28 February',
    'event',
    'trigger',
    'P6Y',
    '2020-02-29',
    '2026-02-28',
    '2026-03-01',
  ],
  [
    '29 February in a leap year ends on 29 February',
    'event',
    'trigger',
    'P4Y',
    '2020-02-29',
    '2024-02-29',
    '2024-03-01',
  ],
  ['years and months are added in one step', 'event', 'trigger', 'P1Y1M', '2020-02-29', '2021-03-29', '2021-03-30'],
  ['a missing day becomes the last of its month', 'event', 'trigger', 'P6M', '2023-08-31', '2024-02-29', '2024-03-01'],
  [
    'months from a month end end on a month end',
    'event',
    'month_end',
    'P12M',
    '2023-02-10',
    '2024-02-29',
    '2024-03-01',
  ],
  [
    '31 March is the last day of its financial year',
    'event',
    'financial_year_end',
    'P6Y',
    '2024-03-31',
    '2030-03-31',
    '2030-04-01',
  ],
  ['1 April begins a financial year', 'event', 'financial_year_end', 'P6Y', '2024-04-01', '2031-03-31', '2031-04-01'],
  ['6 April begins a tax year', 'event', 'tax_year_end', 'P3Y', '2024-04-06', '2028-04-05', '2028-04-06'],
  [
    '1 September begins an academic year',
    'event',
    'academic_year_end',
    'P6Y',
    '2024-09-01',
    '2031-08-31',
    '2031-09-01',
  ],
  [
    '31 December is the last day of its year',
    'event',
    'calendar_year_end',
    'P1Y',
    '2024-12-31',
    '2025-12-31',
    '2026-01-01',
  ],
  ['a 25th birthday is kept through', 'date_of_birth', 'trigger', 'P25Y', '2001-11-23', '2026-11-23', '2026-11-24'],
  [
    'who is born on 29 February comes of age on 1 March',
    'date_of_birth',
    'trigger',
    'P25Y',
    '2000-02-29',
    '2025-03-01',
    '2025-03-02',
  ],
  ['thirty days are thirty days', 'event', 'trigger', 'P30D', '2026-11-01', '2026-12-01', '2026-12-02'],
  ['no time at all keeps through the day itself', 'event', 'trigger', 'P0D', '2026-11-01', '2026-11-01', '2026-11-02'],
  ['5 April is the last day of its tax year', 'event', 'tax_year_end', 'P3Y', '2024-04-05', '2027-04-05', '2027-04-06'],
  [
    '31 August is the last day of its academic year',
    'event',
    'academic_year_end',
    'P6Y',
    '2024-08-31',
    '2030-08-31',
    '2030-09-01',
  ],
  [
    'days after a month end are not rounded to another',
    'event',
    'month_end',
    'P1M10D',
    '2023-01-05',
    '2023-03-10',
    '2023-03-11',
  ],
  [
    'a birthday on 29 February in a leap year stays there',
    'date_of_birth',
    'trigger',
    'P28Y',
    '2000-02-29',
    '2028-02-29',
    '2028-03-01',
  ],
  [
    'a birth in February counted from its month end stays in February',
    'date_of_birth',
    'month_end',
    'P25Y',
    '2000-02-10',
    '2025-02-28',
    '2025-03-01',
  ],
  [
    'a birth on 29 February counted from its month end ends with the month of the birthday',
    'date_of_birth',
    'month_end',
    'P25Y',
    '2000-02-29',
    '2025-03-31',
    '2025-04-01',
  ],
  [
    'a birth counted from a month end ends on a month end',
    'date_of_birth',
    'month_end',
    'P3Y',
    '2001-02-10',
    '2004-02-29',
    '2004-03-01',
  ],
  ['1900 was no leap year, and 2000 was', 'event', 'trigger', 'P100Y', '1900-02-28', '2000-02-28', '2000-02-29'],
]

for (const [name, triggerKind, countedFrom, text, trigger, retainUntil, dueOn] of table)
  test(name, () => {
    const period = readPeriod(text)
    assert.ok(period)
    assert.deepEqual(retentionDates({ triggerKind, countedFrom, period }, trigger), { retainUntil, dueOn })
  })

test('any date, rule and period gives the dates that plain integer arithmetic gives', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...triggerKinds.filter((kind) => kind !== 'none')),
      fc.constantFrom(...countedFromKinds),
      periods,
      triggers,
      (triggerKind, countedFrom, period, trigger) => {
        const until = oracle(triggerKind, countedFrom, period, trigger)
        assert.deepEqual(retentionDates({ triggerKind, countedFrom, period }, isoOf(trigger)), {
          retainUntil: isoOf(until),
          dueOn: isoOf(dayAfter(until)),
        })
      },
    ),
    { numRuns: 20_000 },
  )
})

test('a later trigger is never due before an earlier one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...countedFromKinds), periods, triggers, (countedFrom, period, trigger) => {
      const rule = { triggerKind: 'event', countedFrom, period } as const
      const [earlier, later] = [isoOf(trigger), isoOf(dayAfter(trigger))]
      assert.ok(retentionDates(rule, earlier).dueOn <= retentionDates(rule, later).dueOn)
      assert.ok(retentionDates(rule, earlier).retainUntil >= earlier)
    }),
    { numRuns: 2_000 },
  )
})

/** A civil calendar of integers alone, so that a fault of the product's calendar library cannot hide here. */
type Civil = { y: number; m: number; d: number }

const triggers: fc.Arbitrary<Civil> = fc
  .record({
    y: fc.integer({ min: 1900, max: 2200 }),
    m: fc.integer({ min: 1, max: 12 }),
    d: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ y, m, d }) => clamped(y, m, d))

const periods: fc.Arbitrary<Period> = fc.oneof(
  fc.record({ years: fc.integer({ min: 0, max: 100 }), months: fc.constant(0), days: fc.constant(0) }),
  fc.record({
    years: fc.integer({ min: 0, max: 60 }),
    months: fc.integer({ min: 0, max: 30 }),
    days: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4000 })),
  }),
)

function oracle(kind: TriggerKind, from: CountedFrom, period: Period, trigger: Civil): Civil {
  const start = startOf(from, trigger)
  const months = start.y * 12 + (start.m - 1) + period.years * 12 + period.months
  const year = Math.floor(months / 12)
  const month = (months % 12) + 1
  const isLeapBirth = kind === 'date_of_birth' && trigger.m === 2 && trigger.d === 29 && start.d === 29 && start.m === 2
  const rolls = isLeapBirth && month === 2 && !isLeap(year)
  let end = rolls ? { y: year, m: 3, d: 1 } : clamped(year, month, start.d)
  for (let day = 0; day < period.days; day++) end = dayAfter(end)
  return from === 'month_end' && period.days === 0 ? { ...end, d: monthLength(end.y, end.m) } : end
}

function startOf(from: CountedFrom, { y, m, d }: Civil): Civil {
  const lastDays = {
    calendar_year_end: [12, 31],
    financial_year_end: [3, 31],
    academic_year_end: [8, 31],
    tax_year_end: [4, 5],
  } as const
  if (from === 'trigger') return { y, m, d }
  if (from === 'month_end') return { y, m, d: monthLength(y, m) }
  const [month, day] = lastDays[from]
  return { y: m * 100 + d <= month * 100 + day ? y : y + 1, m: month, d: day }
}

const isLeap = (y: number): boolean => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0

const monthLength = (y: number, m: number): number =>
  m === 2 ? (isLeap(y) ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31

const clamped = (y: number, m: number, d: number): Civil => ({ y, m, d: Math.min(d, monthLength(y, m)) })

function dayAfter({ y, m, d }: Civil): Civil {
  if (d < monthLength(y, m)) return { y, m, d: d + 1 }
  return m < 12 ? { y, m: m + 1, d: 1 } : { y: y + 1, m: 1, d: 1 }
}

const isoOf = ({ y, m, d }: Civil): IsoDate => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`

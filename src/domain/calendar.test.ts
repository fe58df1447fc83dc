import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addSeconds,
  clockFrom,
  dateInWords,
  daysBetween,
  hoursBetween,
  instantInWords,
  londonDate,
  readDate,
} from './calendar.ts'

test('a date is read as 2019-06-14 or, day first, as 14/06/2019', () => {
  assert.equal(readDate('2019-06-14'), '2019-06-14')
  assert.equal(readDate('14/06/2019'), '2019-06-14')
  assert.equal(readDate('1/6/2019'), '2019-06-01')
  assert.equal(readDate('02/03/2019'), '2019-03-02')
})

const refused = {
  'a day that does not exist': [
    '2023-02-29',
    '31/04/2024',
    '2024-13-01',
    '00/01/2024',
    '2024-00-10',
    '1900-02-29',
    '32/01/2024',
  ],
  'a month first': ['06/14/2019'],
  'a time': ['2019-06-14T00:00', '2019-06-14 00:00', '2019-06-14Z', '14/06/2019 10:00'],
  'a year before 1900 or after 2200': ['1899-12-31', '2201-01-01', '31/12/1899', '0000-01-01', '12019-06-14'],
  'anything else': [
    '',
    ' 2019-06-14',
    '2019-06-14\n',
    '14/06/19',
    '14-06-2019',
    '2019/06/14',
    '14.06.2019',
    '2019-6-14',
    '20190614',
    '２０１９-06-14',
    'yesterday',
  ],
}
for (const [what, texts] of Object.entries(refused))
  test(`${what} is not read as a date`, () => {
    for (const text of texts) assert.equal(readDate(text), null, JSON.stringify(text))
  })

test('the years 1900 and 2200 are the first and last that are read', () => {
  assert.equal(readDate('1900-01-01'), '1900-01-01')
  assert.equal(readDate('31/12/2200'), '2200-12-31')
})

test('every real day is read back from both ways of writing it', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1900, 0, 1) / DAY, max: Date.UTC(2200, 11, 31) / DAY }), (day) => {
      const iso = new Date(day * DAY).toISOString().slice(0, 10)
      const [y, m, d] = iso.split('-')
      assert.equal(readDate(iso), iso)
      assert.equal(readDate(`${d}/${m}/${y}`), iso)
      assert.equal(addDays(iso, 1), new Date((day + 1) * DAY).toISOString().slice(0, 10))
      assert.equal(daysBetween('2000-01-01', iso), day - Date.UTC(2000, 0, 1) / DAY)
    }),
    { numRuns: 2_000 },
  )
})

for (let year = 2026; year <= 2036; year++)
  test(`today in London is right in every half hour around the clock changes of ${year}`, () => {
    const spring = lastSunday(year, 2) + HOUR
    const autumn = lastSunday(year, 9) + HOUR
    for (const change of [spring, autumn])
      for (let at = change - 2 * DAY; at <= change + 2 * DAY; at += HOUR / 2) {
        const offset = at >= spring && at < autumn ? HOUR : 0
        assert.equal(londonDate(new Date(at).toISOString()), new Date(at + offset).toISOString().slice(0, 10))
      }
  })

test('in summer the London day begins at 23:00 UTC, in winter at midnight', () => {
  assert.equal(londonDate('2026-07-01T22:59:59.999Z'), '2026-07-01')
  assert.equal(londonDate('2026-07-01T23:00:00.000Z'), '2026-07-02')
  assert.equal(londonDate('2026-12-01T23:59:59.999Z'), '2026-12-01')
})

test('a running clock gives the London date and the UTC moment', () => {
  const clock = clockFrom(() => new Date('2026-07-01T23:30:00.000Z'))
  assert.deepEqual([clock.today(), clock.now()], ['2026-07-02', '2026-07-01T23:30:00.000Z'])
})

test('a stopped clock keeps its day while the time of day goes on', () => {
  const clock = clockFrom(() => new Date('2031-07-01T10:11:12.345Z'), '2026-11-22')
  assert.deepEqual([clock.today(), clock.now()], ['2026-11-22', '2026-11-22T10:11:12.345Z'])
})

test('days are counted over clock changes and leap days, either way', () => {
  assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  assert.equal(daysBetween('2024-03-01', '2024-02-28'), -2)
  assert.equal(addDays('2024-03-01', -1), '2024-02-29')
})

test('dates and moments are said in words, moments in London time', () => {
  assert.equal(dateInWords('2021-03-14'), '14 March 2021')
  assert.equal(instantInWords('2026-07-01T05:00:00.000Z'), '1 July 2026, 06:00')
  assert.equal(hoursBetween('2026-03-28T12:00:00.000Z', '2026-03-29T12:00:00.000Z'), 24)
  assert.equal(addSeconds('2026-03-29T00:59:59.000Z', 1), '2026-03-29T01:00:00.000Z')
})

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Midnight UTC of the last Sunday of a month (counted from 0). */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0)
  return last - new Date(last).getUTCDay() * DAY
}

import { addDays, addPeriod, type IsoDate } from '../src/domain/calendar.ts'
import { place } from '../src/domain/placement.ts'
import { oneOf, randomNumbers } from './random.ts'
import { retentionRules } from './retention-rules.ts'
import type { RuleSeed } from './types.ts'

/** What to generate: how many records of which source system, from which seed, as they would stand on a day. */
export type FeedRequest = { source: string; count: number; seed: number; asAt: IsoDate }

/** The feeds of a first start: some 20,000 records over all source systems. */
export const sampleFeeds: readonly { source: string; count: number }[] = [
  { source: 'LMS', count: 8_000 },
  { source: 'MUSIC', count: 3_000 },
  { source: 'ERP', count: 3_500 },
  { source: 'WEBFORMS', count: 1_500 },
  { source: 'HUBS', count: 1_500 },
  { source: 'CORP', count: 2_500 },
]

const OPEN_SHARE = 0.3
const DUE_SHARE = 0.07
const YEARS_BACK = 10
const DAYS_BACK = YEARS_BACK * 365

/**
 * The lines of a record feed, header first, each with its line end; the same request gives the same lines.
 *
 * References are opaque and describe nobody. Trigger dates spread over the ten years before the date, with leap days, the
 * days around the ends of months and years, and some that are long past their period.
 * Throws when the source system is not one of the sample register's.
 */
export function* generateFeed({ source, count, seed, asAt }: FeedRequest): Generator<string> {
  const random = randomNumbers(seed)
  const kinds = rulesOf(source).map((rule) => ({ rule, dates: datesOf(rule, asAt, random) }))
  yield 'reference,rule,trigger_date,title,quantity,location\r\n'
  for (let n = 1; n <= count; n++) {
    const { rule, dates } = oneOf(kinds, random)
    const trigger = triggerOf(rule, dates, random)
    const reference = `${source}-${String(n).padStart(7, '0')}`
    yield `${[reference, rule.code, trigger ?? '', ...holding(rule, random)].join(',')}\r\n`
  }
}

const prefixes: Record<string, RegExp> = {
  LMS: /^LIB-/,
  MUSIC: /^MUS-/,
  ERP: /^(FIN|CON|HR|PEN)-/,
  WEBFORMS: /^(WEB|EML)-/,
  HUBS: /^FH-/,
  CORP: /^(LAC|ADO|FOS|CMP|CCTV|ENQ|FOI|REQ|LEG|LAW|NFI|HS|EDU|PUB|PCN|SVC|PHE|EMG|EQM|PLN|REG|ARC)-/,
}

function rulesOf(source: string): RuleSeed[] {
  const prefix = prefixes[source]
  if (!prefix)
    throw new Error(
      `There is no source system ${source} to make records for; there are ${Object.keys(prefixes).join(', ')}.`,
    )
  return retentionRules.filter((rule) => prefix.test(rule.code))
}

/** Trigger dates of a rule to choose from: those by which a record is due on the day, and those by which it is not yet. */
type Dates = { due: IsoDate[]; later: IsoDate[] }

function datesOf(rule: RuleSeed, asAt: IsoDate, random: () => number): Dates {
  const dates: Dates = { due: [], later: [] }
  for (let n = 0; n < DATES_TO_DRAW; n++) {
    const trigger = n % 4 === 0 ? addDays(asAt, -Math.floor(random() * RECENT_DAYS)) : drawDate(rule, asAt, random)
    dates[isDue(rule, trigger, asAt) ? 'due' : 'later'].push(trigger)
  }
  return dates
}

const DATES_TO_DRAW = 800
const RECENT_DAYS = 300

/** The trigger date of a record, or null while it is open. Few records outlive their period; where none can be waiting, it is open. */
function triggerOf(rule: RuleSeed, { due, later }: Dates, random: () => number): IsoDate | null {
  if (rule.triggerKind === 'none' || random() < openShare(rule)) return null
  const pool = random() < DUE_SHARE / (1 - OPEN_SHARE) && due.length > 0 ? due : later
  return pool.length === 0 ? null : oneOf(pool, random)
}

/** People are born once: a date of birth is hardly ever missing. */
const openShare = (rule: RuleSeed): number => (rule.triggerKind === 'date_of_birth' ? 0.02 : OPEN_SHARE)

const isDue = (rule: RuleSeed, trigger: IsoDate, asAt: IsoDate): boolean => {
  const { dueOn } = place(rule, trigger)
  return dueOn !== null && dueOn <= asAt
}

function drawDate(rule: RuleSeed, asAt: IsoDate, random: () => number): IsoDate {
  const earliest =
    rule.triggerKind === 'date_of_birth'
      ? addPeriod(asAt, { years: -26, months: 0, days: 0 })
      : addDays(asAt, -DAYS_BACK)
  const spread = rule.triggerKind === 'date_of_birth' ? 26 * 365 : DAYS_BACK
  const drawn = addDays(earliest, Math.floor(random() * spread))
  const special = random() < SPECIAL_SHARE ? `${drawn.slice(0, 4)}-${oneOf(specialDays, random)}` : drawn
  const leap = special.endsWith('02-29') ? `${Math.floor(Number(special.slice(0, 4)) / 4) * 4}-02-29` : special
  return leap > asAt ? drawn : leap
}

const SPECIAL_SHARE = 0.12
/** Days on which periods end or begin, and the day that only leap years have. */
const specialDays = ['02-29', '03-31', '04-01', '04-05', '04-06', '08-31', '09-01', '12-31', '01-01', '01-31', '11-30']

/** Title, quantity and location: most records are single cases in a system, some are boxes on a shelf. */
function holding(rule: RuleSeed, random: () => number): string[] {
  if (random() > 0.06) return ['', '', '']
  const title = `"${rule.recordSeries.replaceAll('"', '""')}, box ${1 + Math.floor(random() * 400)}"`
  const location = `Store ${oneOf(['A', 'B', 'C'], random)}, bay ${1 + Math.floor(random() * 60)}`
  return [title, String(10 + Math.floor(random() * 190)), `"${location}"`]
}

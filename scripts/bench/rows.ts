import { oneOf, randomNumbers } from '../../seed/random.ts'
import { addDays, type IsoDate } from '../../src/domain/calendar.ts'
import { type DatingRule, place } from '../../src/domain/placement.ts'

export type BenchRule = DatingRule & { code: string }

/** What a feed is made of. `services`: codes; each rule has records in some of them. */
export type FeedTerms = { rules: BenchRule[]; services: string[]; asAt: IsoDate }

/** `first`: the feed as it is sent at first; `later`: one row in a hundred has changed its date or place, or is gone. */
export type Edition = 'first' | 'later'

const DUE_SHARE = 0.1
const RETAINED_SHARE = 0.6
const DATES_TO_DRAW = 400
const SERVICES_OF_A_RULE = 4
const ONE_BAD_IN = 1000
const ONE_CHANGED_IN = 100

/**
 * The lines of a feed over all the rules, the same for the same number of rows: 30 % open, 10 % due on the date, the rest retained.
 *
 * One row in a thousand is bad, in turn by its rule, date, quantity or service; its reference can be read. All records of rules
 * without a period are open, so that of the others somewhat fewer are.
 */
export function* feedLines(terms: FeedTerms, rows: number, edition: Edition): Generator<string> {
  const random = randomNumbers(42)
  const kinds = terms.rules.map((rule, at) => ({ code: rule.code, ...triggersOf(rule, terms.asAt, random), at }))
  const due = DUE_SHARE / shareOf(kinds, (kind) => kind.due.length > 0)
  const retained = RETAINED_SHARE / shareOf(kinds, (kind) => kind.retained.length > 0)
  yield 'reference,rule,trigger_date,title,quantity,location,service\n'
  for (let n = 1; n <= rows; n++) {
    const kind = oneOf(kinds, random)
    const fate = random()
    const pool = fate < due ? kind.due : fate < due + retained ? kind.retained : []
    const trigger = pool[Math.floor(random() * pool.length)] ?? ''
    const service =
      terms.services[(kind.at * 3 + Math.floor(random() * SERVICES_OF_A_RULE)) % terms.services.length] ?? ''
    const row = { code: kind.code, trigger, quantity: String(1 + Math.floor(random() * 3)), place: n % 997, service }
    const line = isBad(n) ? spoilt(row, n) : edition === 'later' && isChanged(n) ? changed(row, n) : row
    if (line === null) continue
    const reference = `CORP-${String(n).padStart(9, '0')}`
    yield `${reference},${line.code},${line.trigger},,${line.quantity},Box ${line.place},${line.service}\n`
  }
}

/** What comes of a feed of so many rows: accepted and rejected ones of the first, and what the later one changes, leaves as it was or leaves out. */
export function expectedOf(rows: number) {
  const rejected = Math.floor(rows / ONE_BAD_IN)
  const gone = Math.floor((rows + 250) / 300)
  const updated = Math.floor((rows + 150) / 300) + Math.floor((rows + 50) / 300)
  return { accepted: rows - rejected, rejected, gone, updated, unchanged: rows - rejected - gone - updated }
}

const shareOf = <T>(all: T[], is: (one: T) => boolean): number => all.filter(is).length / all.length

type Row = { code: string; trigger: string; quantity: string; place: number; service: string }

const isBad = (n: number): boolean => n % ONE_BAD_IN === 0
const isChanged = (n: number): boolean => n % ONE_CHANGED_IN === 50

function spoilt(row: Row, n: number): Row {
  const ways = [{ code: 'NONE-99' }, { trigger: '2019-02-30' }, { quantity: 'many' }, { service: 'NOWHERE' }]
  return { ...row, ...ways[(n / ONE_BAD_IN) % ways.length] }
}

/** In turn gone from the list, with a day more on its date or its first date, and put elsewhere. */
function changed(row: Row, n: number): Row | null {
  const way = Math.floor(n / ONE_CHANGED_IN) % 3
  if (way === 0) return null
  if (way === 1) return { ...row, trigger: row.trigger === '' ? '2026-01-05' : addDays(row.trigger, 1) }
  return { ...row, place: row.place + 1000 }
}

/** Some hundred trigger dates of a rule on either side of being due. */
function triggersOf(rule: BenchRule, asAt: IsoDate, random: () => number): { due: IsoDate[]; retained: IsoDate[] } {
  const due: IsoDate[] = []
  const retained: IsoDate[] = []
  for (let n = 0; n < DATES_TO_DRAW; n++) {
    const trigger = addDays(asAt, -1 - Math.floor(random() * 365 * (n % 2 === 0 ? 3 : 110)))
    const { dueOn } = place(rule, trigger)
    if (dueOn !== null) (dueOn <= asAt ? due : retained).push(trigger)
  }
  return { due, retained }
}

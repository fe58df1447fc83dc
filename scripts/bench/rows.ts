import { randomNumbers } from '../../seed/random.ts'
import { addDays, type IsoDate } from '../../src/domain/calendar.ts'
import type { DatingRule } from '../../src/domain/placement.ts'
import { place } from '../../src/domain/placement.ts'

export type BenchRule = DatingRule & { code: string }

const OPEN_SHARE = 0.3
const DUE_SHARE = 0.1
const TRIES = 40

/**
 * The lines of a feed over all the rules, the same for the same number of rows: 30 % open, 10 % due on the date, the rest retained.
 *
 * Rules without a period give open or permanent records whatever their trigger.
 */
export function* feedLines(rules: BenchRule[], rows: number, asAt: IsoDate): Generator<string> {
  const random = randomNumbers(42)
  const triggers = rules.map((rule) => triggersOf(rule, asAt, random))
  yield 'reference,rule,trigger_date,title,quantity,location\n'
  for (let n = 1; n <= rows; n++) {
    const at = Math.floor(random() * rules.length)
    const kind = random()
    const choice = triggers[at]
    const pool = kind < OPEN_SHARE ? [''] : kind < OPEN_SHARE + DUE_SHARE ? choice?.due : choice?.retained
    const trigger = pool?.[Math.floor(random() * pool.length)] ?? ''
    yield `CORP-${String(n).padStart(9, '0')},${rules[at]?.code},${trigger},,${1 + Math.floor(random() * 3)},Box ${n % 997}\n`
  }
}

/** Some hundred trigger dates of a rule on either side of being due. */
function triggersOf(rule: BenchRule, asAt: IsoDate, random: () => number): { due: string[]; retained: string[] } {
  const due: string[] = []
  const retained: string[] = []
  for (let n = 0; n < TRIES * 10; n++) {
    const trigger = addDays(asAt, -Math.floor(random() * 365 * (n % 2 === 0 ? 3 : 110)))
    const { dueOn } = place(rule, trigger)
    if (dueOn !== null) (dueOn <= asAt ? due : retained).push(trigger)
  }
  return { due, retained }
}

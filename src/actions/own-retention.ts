import { setImmediate as turnOfEvents } from 'node:timers/promises'
import {
  closedAccounts,
  daysWithNames,
  eraseAccount,
  eraseNames,
  eventsThatNamed,
  eventsWithNames,
  type OwnRule,
  ownRule,
} from '../../db/queries/own-retention.ts'
import type { Db } from '../../db/schema.ts'
import { type Clock, type IsoDate, londonDate } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { retentionDates } from '../domain/retention.ts'
import { recordEvent } from './audit.ts'
import type { Held } from './job-leases.ts'
import { ERASER, erasingRule, OWN_RULE } from './own-rule.ts'

const AT_ONCE = 2000

/**
 * Erases what this product holds of people who use it and what is past the period of rule AUD-01 on a day: names and addresses
 * in the audit trail, and the accounts of people who have left. Returns what was done, or why nothing was, in sentences.
 *
 * Each erasure is an event of the trail that lists what it was about, written in the same transaction; no more than 2,000 names go
 * at a time. Nothing is erased by a rule that nobody has confirmed.
 */
export async function disposeOfOwn(db: Db, held: Held, clock: Clock): Promise<string[]> {
  const rule = await ownRule(db, OWN_RULE)
  const dated = rule && erasingRule(rule)
  if (!dated) return [`The names of people in the audit trail are kept: ${whyNot(rule)}`]
  const today = clock.today()
  const isDue = (day: IsoDate): boolean => retentionDates(dated, day).dueOn <= today
  const names = await disposeOfNames(db, held, clock, isDue)
  const accounts = await disposeOfAccounts(db, held, clock, isDue)
  return [
    ...(names === 0
      ? []
      : [`The names and addresses of ${countOf(names, 'event')} of the audit trail were erased, by rule ${OWN_RULE}.`]),
    ...(accounts === 0
      ? []
      : [`${countOf(accounts, 'closed account')} lost name and e-mail address, by rule ${OWN_RULE}.`]),
  ]
}

function whyNot(rule: OwnRule | undefined): string {
  if (!rule) return `the schedule has no rule ${OWN_RULE}.`
  if (rule.standing === 'proposed') return `rule ${OWN_RULE} is a proposal that nobody has confirmed.`
  return `rule ${OWN_RULE} has no period after which they are destroyed or anonymised.`
}

async function disposeOfNames(
  db: Db,
  { signal, renew }: Held,
  clock: Clock,
  isDue: (day: IsoDate) => boolean,
): Promise<number> {
  const days = (await daysWithNames(db)).filter(isDue)
  let erased = 0
  for (let found = AT_ONCE; days.length > 0 && found === AT_ONCE; ) {
    signal.throwIfAborted()
    found = await db.transaction().execute(async (tx) => {
      await renew(tx)
      const ids = await eventsWithNames(tx, days, AT_ONCE)
      for (const run of await unbroken(tx, ids)) await eraseRun(tx, clock, run)
      return ids.length
    })
    erased += found
    await turnOfEvents()
  }
  return erased
}

/**
 * The events in stretches between which no other event has, or had, a name: so that each is told by its first and last number.
 *
 * There is one, as events stand in the order of their days, unless the clock was ever put back.
 */
async function unbroken(tx: Db, ids: number[]): Promise<number[][]> {
  const [first, last] = [ids[0], ids.at(-1)]
  if (first === undefined || last === undefined) return []
  const due = new Set(ids)
  const runs: number[][] = []
  let run: number[] = []
  for (const id of await eventsThatNamed(tx, first, last)) {
    if (due.has(id)) {
      if (run.length === 0) runs.push(run)
      run.push(id)
    } else run = []
  }
  return runs
}

async function eraseRun(tx: Db, clock: Clock, ids: number[]): Promise<void> {
  await eraseNames(tx, ids)
  await recordEvent(
    tx,
    { who: ERASER, clock },
    {
      ...{ kind: 'names erased', subject: { kind: 'audit trail', id: '' }, records: ids },
      facts: { rule: OWN_RULE, 'first event': ids[0] ?? 0, 'last event': ids.at(-1) ?? 0 },
    },
  )
}

async function disposeOfAccounts(
  db: Db,
  { signal, renew }: Held,
  clock: Clock,
  isDue: (day: IsoDate) => boolean,
): Promise<number> {
  const due = (await closedAccounts(db)).filter(({ suspendedAt }) => isDue(londonDate(suspendedAt)))
  let erased = 0
  for (const { id } of due) {
    signal.throwIfAborted()
    const done = await db.transaction().execute(async (tx) => {
      await renew(tx)
      if (!(await eraseAccount(tx, id, clock.now()))) return false
      const subject = { kind: 'user', id: String(id) } as const
      await recordEvent(tx, { who: ERASER, clock }, { kind: 'names erased', subject, facts: { rule: OWN_RULE } })
      return true
    })
    erased += done ? 1 : 0
  }
  return erased
}

import { setImmediate as turnOfEvents } from 'node:timers/promises'
import {
  type Days,
  dueWithin,
  type FallingRule,
  fallingRules,
  missingDueWithin,
  sourceIds,
} from '../../db/queries/review-due-soon.ts'
import { servicesInPlace } from '../../db/queries/services-in-place.ts'
import type { Db } from '../../db/schema.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import { type Horizon, lastDayDueSoon } from '../domain/due-soon.ts'
import type { Constraint } from '../domain/retention-rule.ts'
import { heldDueSoon } from './due-soon-held.ts'

/** Days that are counted at a time: other requests wait for no longer than that takes. */
const AT_ONCE = 3

/** What is listed. `service`: by its code; `constraint`: only what must be gone by its day. */
export type DueSoonAsked = {
  horizon: Horizon
  service?: string | undefined
  constraint?: 'maximum' | undefined
}

/** Records of one service and rule that soon fall due. `held`: how many of them a hold keeps; `from`, `to`: the first and last day on which one does. */
export type DueSoon = {
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  constraint: Constraint
  reviewDays: number
  records: number
  held: number
  from: IsoDate
  to: IsoDate
}

/**
 * Records that fall due after today and within a horizon, by service and rule, within a reach (null: all): first what comes first.
 *
 * They are in no review yet. What is missing at its source is not counted: it is on a list of its own.
 */
export async function dueSoon(
  db: Db,
  reach: number[] | null,
  { horizon, service, constraint }: DueSoonAsked,
  today: IsoDate,
): Promise<DueSoon[]> {
  const places = await servicesInPlace(db)
  const asked = (await fallingRules(db))
    .filter((rule) => constraint === undefined || rule.constraint === constraint)
    .map((rule) => ({ ...rule, lastDay: lastDayDueSoon(rule, horizon, today) }))
  const found = new Map<string, DueSoon>()
  const last = asked
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1)
  if (last === undefined) return []
  const countHeld = await heldDueSoon(db, reach)
  const missing: Missing[] = []
  for (const source of await sourceIds(db)) {
    missing.push(...(await missingDueWithin(db, reach, { after: today, upTo: last }, source)))
    await turnOfEvents()
  }
  for (const days of stretches(today, new Set(asked.map(({ lastDay }) => lastDay)))) {
    const rules = new Map(asked.filter(({ lastDay }) => lastDay >= days.upTo).map((rule) => [rule.id, rule]))
    const without = missing.flatMap(({ id, dueOn }) => (dueOn > days.after && dueOn <= days.upTo ? [id] : []))
    const rows = await dueWithin(db, reach, days, without)
    const held = await countHeld(days, without, rows)
    for (const row of rows) {
      const rule = rules.get(row.ruleId)
      const of = row.serviceId === null ? undefined : places.get(row.serviceId)
      if (!rule || (service !== undefined && of?.code !== service)) continue
      add(found, rule, { serviceCode: of?.code ?? null, serviceName: of?.name ?? null, ...row, held: held(row) })
    }
    await turnOfEvents()
  }
  return [...found.values()].sort(firstFirst)
}

/** The days from tomorrow on in stretches of a few: each ends at the latest where a rule ends, so that a rule counts in all of it or not at all. */
function* stretches(today: IsoDate, ends: Set<IsoDate>): Generator<Days> {
  const cuts = [...ends].sort()
  let after = today
  for (const cut of cuts)
    while (after < cut) {
      const upTo = addDays(after, AT_ONCE) < cut ? addDays(after, AT_ONCE) : cut
      yield { after, upTo }
      after = upTo
    }
}

type Missing = Awaited<ReturnType<typeof missingDueWithin>>[number]

type Part = Pick<DueSoon, 'serviceCode' | 'serviceName' | 'records' | 'held' | 'from' | 'to'>

/** Stretches come in the order of days, so that the first to have any says from when. */
function add(found: Map<string, DueSoon>, rule: FallingRule, part: Part): void {
  const { code: ruleCode, recordSeries, constraint, reviewDays } = rule
  const { serviceCode, serviceName, records, held, from, to } = part
  const key = `${ruleCode} ${serviceCode ?? ''}`
  const before = found.get(key)
  found.set(key, {
    ...{ serviceCode, serviceName, ruleCode, recordSeries, constraint, reviewDays },
    records: (before?.records ?? 0) + records,
    held: (before?.held ?? 0) + held,
    from: before && before.from < from ? before.from : from,
    to: before && before.to > to ? before.to : to,
  })
}

const firstFirst = (a: DueSoon, b: DueSoon): number =>
  order(a.from, b.from) || order(a.ruleCode, b.ruleCode) || order(a.serviceCode ?? '', b.serviceCode ?? '')

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

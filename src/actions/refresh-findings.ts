import { type CheckFacts, checkFacts } from '../../db/queries/check-facts.ts'
import {
  addFindings,
  type KeptFinding,
  keptFindings,
  markFixed,
  reopen,
  rewordFinding,
} from '../../db/queries/findings.ts'
import { activitiesAfter, activitiesByIds, type CheckedRow } from '../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { Finding } from '../domain/findings/check.ts'
import { findingsIn } from './activity-findings.ts'
import { letOthersWrite } from './chunks.ts'
import { indexActivities } from './search-index.ts'

/** So many at once that a page which wants to write hardly waits. */
const AT_ONCE = 10

/** How many findings came, and how many went. */
export type Refreshed = { activities: number; found: number; fixed: number }

/**
 * Finds afresh what some activities lack, as lists show them on a day, and keeps it: what is found no more is marked as fixed. Searches
 * find the activities, and what they lack, as they are from then on.
 *
 * Part of the transaction of whatever changed them.
 */
export async function refreshFindings(tx: Db, activityIds: number[], on: IsoDate): Promise<void> {
  await refresh(tx, await activitiesByIds(tx, activityIds), await checkFacts(tx), on)
  await indexActivities(tx, activityIds)
}

/** What a run over the whole register is held by: `renew` in each transaction, and `onLot` after it with how many activities it was. */
export type Watched = {
  signal: AbortSignal
  renew: (tx: Db) => Promise<void>
  onLot: (activities: number) => Promise<void>
}

/** As `refreshFindings`, for the whole register: some activities after the other, each lot in a transaction of its own. */
export async function refreshAllFindings(db: Db, on: IsoDate, watched: Watched): Promise<Refreshed> {
  const facts = await checkFacts(db)
  const total = { activities: 0, found: 0, fixed: 0 }
  for (let after = 0; ; ) {
    watched.signal.throwIfAborted()
    const { last, ...counts } = await db.transaction().execute(async (tx) => {
      await watched.renew(tx)
      const rows = await activitiesAfter(tx, after, AT_ONCE)
      const done = await refresh(tx, rows, facts, on)
      await indexActivities(
        tx,
        rows.map(({ id }) => id),
      )
      return { ...done, activities: rows.length, last: rows.at(-1)?.id }
    })
    total.activities += counts.activities
    total.found += counts.found
    total.fixed += counts.fixed
    if (last === undefined) return total
    await watched.onLot(counts.activities)
    await letOthersWrite()
    after = last
  }
}

async function refresh(tx: Db, rows: CheckedRow[], facts: CheckFacts, on: IsoDate) {
  const contents = await presentContentsOf(
    tx,
    rows.map(({ shownVersionId }) => shownVersionId ?? 0),
  )
  const kept = Map.groupBy(
    await keptFindings(
      tx,
      rows.map(({ id }) => id),
    ),
    ({ activityId }) => activityId,
  )
  const changes = rows.map((row) => {
    const content = contents.get(row.shownVersionId ?? 0)
    return compared(row.id, content ? findingsIn(row, content, facts, on) : [], kept.get(row.id) ?? [])
  })
  const fixed = changes.flatMap((change) => change.gone)
  const added = changes.flatMap((change) => change.added.map((finding) => ({ ...finding, firstSeenOn: on })))
  await markFixed(tx, fixed, on)
  await addFindings(tx, added)
  for (const { again, reworded } of changes) {
    for (const { id, finding } of again) await reopen(tx, id, { ...finding, firstSeenOn: on })
    for (const { id, finding } of reworded) await rewordFinding(tx, id, finding)
  }
  const again = changes.reduce((count, change) => count + change.again.length, 0)
  return { found: added.length + again, fixed: fixed.length }
}

/** What has become of the findings of an activity since they were kept. */
function compared(activityId: number, findings: Finding[], kept: KeptFinding[]) {
  const byKey = new Map(kept.map((each) => [keyOf(each), each]))
  const found = new Set(findings.map(keyOf))
  const known = findings.flatMap((finding) => {
    const before = byKey.get(keyOf(finding))
    return before ? [{ id: before.id, finding: { ...finding, activityId }, before }] : []
  })
  return {
    gone: kept.filter((each) => each.fixedOn === null && !found.has(keyOf(each))).map(({ id }) => id),
    added: findings.filter((finding) => !byKey.has(keyOf(finding))).map((finding) => ({ ...finding, activityId })),
    again: known.filter(({ before }) => before.fixedOn !== null),
    reworded: known
      .filter(({ before, finding }) => before.fixedOn === null && !sameWords(before, finding))
      .map(({ id, finding: { activityId: _, ...finding } }) => ({ id, finding })),
  }
}

const keyOf = ({ code, key }: Pick<Finding, 'code' | 'key'>): string => `${code}\n${key}`

const sameWords = (before: KeptFinding, finding: Finding): boolean =>
  (['text', 'severity', 'citation', 'whatToDo', 'section'] as const).every((part) => before[part] === finding[part])

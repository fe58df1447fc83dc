import { contentsThen } from '../../db/queries/activity-contents.ts'
import { type ActivityRow, activityList } from '../../db/queries/activity-list.ts'
import { checkFacts } from '../../db/queries/check-facts.ts'
import type { FindingFilters, FindingRow } from '../../db/queries/finding-list.ts'
import type { Db } from '../../db/schema.ts'
import type { AsAt } from '../domain/as-at.ts'
import { severities } from '../domain/findings/check.ts'
import { findingsIn } from './activity-findings.ts'

const AT_ONCE = 100
const MOST_ACTIVITIES = 1_000_000

/**
 * What the checks find of the register as it stood at the end of a day, by the law of that day, in the order of `findingList`.
 *
 * It is found afresh: since when a finding had been seen, what was accepted, and who saw to it are not part of it, so that no state and no owner
 * can be asked for.
 */
export async function findingsAsAt(
  db: Db,
  { activity, code, severity, service }: Omit<FindingFilters, 'state' | 'owner'>,
  reach: number[] | null,
  asAt: AsAt,
): Promise<FindingRow[]> {
  const facts = await checkFacts(db, asAt)
  const window = { order: 'reference', offset: 0, limit: MOST_ACTIVITIES } as const
  const listed = await activityList(db, { service, asAt }, reach, window)
  const rows = listed.filter(({ reference }) => activity === undefined || reference === activity)
  const found: FindingRow[] = []
  for (let from = 0; from < rows.length; from += AT_ONCE)
    found.push(...(await foundIn(db, rows.slice(from, from + AT_ONCE), facts, asAt)))
  return found
    .filter((finding) => code === undefined || finding.code === code)
    .filter((finding) => severity === undefined || finding.severity === severity)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || order(a.code, b.code))
}

/** How many findings each of some activities had at the end of a day. */
export async function findingCountsAsAt(db: Db, rows: ActivityRow[], asAt: AsAt): Promise<Map<number, number>> {
  const found = await foundIn(db, rows, await checkFacts(db, asAt), asAt)
  const byReference = Map.groupBy(found, ({ reference }) => reference)
  return new Map(rows.map(({ id, reference }) => [id, byReference.get(reference)?.length ?? 0]))
}

const order = (a: string, b: string): number => Number(a > b) - Number(a < b)

const NOTHING_KEPT = {
  ...{ id: 0, fixedOn: null, acceptedOn: null, acceptedUntil: null, acceptedByName: null, acceptedReason: null },
  ...{ firstSeenOn: '', ownerId: null, ownerName: null },
}

async function foundIn(
  db: Db,
  rows: ActivityRow[],
  facts: Awaited<ReturnType<typeof checkFacts>>,
  asAt: AsAt,
): Promise<FindingRow[]> {
  const contents = await contentsThen(
    db,
    rows.map(({ versionId }) => versionId),
    asAt,
  )
  return rows.flatMap((row) => {
    const content = contents.get(row.versionId)
    const { reference, title, service, serviceName } = row
    return (content ? findingsIn(row, content, facts, asAt.date) : []).map(({ key: _, ...finding }) => ({
      ...NOTHING_KEPT,
      ...finding,
      ...{ reference, title, service, serviceName },
    }))
  })
}

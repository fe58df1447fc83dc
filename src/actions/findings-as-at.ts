import { type ActivityRow, activityList } from '../../db/queries/activity-list.ts'
import { type CheckFacts, checkFacts } from '../../db/queries/check-facts.ts'
import type { FindingFilters, FindingRow } from '../../db/queries/finding-list.ts'
import { contentsWith, survivorsThen } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import type { AsAt } from '../domain/as-at.ts'
import { type Finding, severities } from '../domain/findings/check.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import type { Survivors } from '../domain/survivors.ts'
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
  const known = await knownThen(db, asAt)
  const window = { order: 'reference', offset: 0, limit: MOST_ACTIVITIES } as const
  const listed = await activityList(db, { service, asAt }, reach, window)
  const asked = listed.filter(({ reference }) => activity === undefined || reference === activity)
  const rows = asked.sort((a, b) => a.id - b.id)
  const found: FindingRow[] = []
  for (let from = 0; from < rows.length; from += AT_ONCE)
    found.push(...(await foundIn(db, rows.slice(from, from + AT_ONCE), known)))
  return found
    .filter((finding) => code === undefined || finding.code === code)
    .filter((finding) => severity === undefined || finding.severity === severity)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || order(a.code, b.code))
}

/** All that the register of a day is made of beside its versions: what checks knew, and what stood in the place of what. Lists read it once. */
export type KnownThen = { asAt: AsAt; facts: CheckFacts; survivors: Survivors }

/** What there was to know at the end of a day. */
export const knownThen = async (db: Db, asAt: AsAt): Promise<KnownThen> => ({
  asAt,
  facts: await checkFacts(db, asAt),
  survivors: await survivorsThen(db, asAt),
})

/** How many findings each of some activities had at the end of a day, by id. */
export async function findingCountsAsAt(db: Db, rows: ActivityRow[], asAt: AsAt): Promise<Map<number, number>> {
  const known = await knownThen(db, asAt)
  return findingCountsIn(rows, await contentsOfRows(db, rows, known), known)
}

/** As `findingCountsAsAt`, of activities whose contents have been read. */
export const findingCountsIn = (rows: ActivityRow[], contents: Contents, known: KnownThen): Map<number, number> =>
  new Map(rows.map((row) => [row.id, foundOf(row, contents, known).length]))

const order = (a: string, b: string): number => Number(a > b) - Number(a < b)

const NOTHING_KEPT = {
  ...{ id: 0, fixedOn: null, acceptedOn: null, acceptedUntil: null, acceptedByName: null, acceptedReason: null },
  ...{ firstSeenOn: '', ownerId: null, ownerName: null },
}

type Contents = ReadonlyMap<number, ActivityContent>

const contentsOfRows = (db: Db, rows: ActivityRow[], { survivors }: KnownThen): Promise<Contents> =>
  contentsWith(
    db,
    rows.map(({ versionId }) => versionId),
    survivors,
  )

function foundOf(row: ActivityRow, contents: Contents, { facts, asAt }: KnownThen): Finding[] {
  const content = contents.get(row.versionId)
  return content ? findingsIn(row, content, facts, asAt.date) : []
}

async function foundIn(db: Db, rows: ActivityRow[], known: KnownThen): Promise<FindingRow[]> {
  const contents = await contentsOfRows(db, rows, known)
  return rows.flatMap((row) => {
    const { reference, title, service, serviceName } = row
    return foundOf(row, contents, known).map(({ key: _, ...finding }) => ({
      ...NOTHING_KEPT,
      ...finding,
      ...{ reference, title, service, serviceName },
    }))
  })
}

import { type Finding, severities } from '../../src/domain/findings/check.ts'
import { idsIn } from '../dialect.ts'
import { type Given, prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'

/** A finding as it is kept for an activity. */
export type KeptFinding = Pick<Finding, 'code' | 'key' | 'severity' | 'text' | 'citation' | 'whatToDo'> & {
  id: number
  activityId: number
  section: string
  fixedOn: string | null
}

/** What is kept of activities, whatever has become of it. */
export async function keptFindings(db: Db, activityIds: number[]): Promise<KeptFinding[]> {
  if (activityIds.length === 0) return []
  return db
    .selectFrom('findings')
    .select(['id', 'activityId', 'code', 'key', 'severity', 'section', 'text', 'citation', 'whatToDo', 'fixedOn'])
    .where('activityId', 'in', activityIds)
    .execute()
}

/** A finding of an activity to be kept. */
export type NewFinding = Finding & { activityId: number; firstSeenOn: string }

const AT_ONCE = 1000

/** Keeps findings that there were none of before. */
export async function addFindings(db: Db, findings: NewFinding[]): Promise<void> {
  for (let from = 0; from < findings.length; from += AT_ONCE)
    await db
      .insertInto('findings')
      .values(findings.slice(from, from + AT_ONCE).map(ranked))
      .execute()
}

/** Marks findings as found no more. */
export async function markFixed(db: Db, ids: number[], fixedOn: string): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE)
    await db
      .updateTable('findings')
      .set({ fixedOn })
      .where('id', 'in', ids.slice(from, from + AT_ONCE))
      .execute()
}

/** What was fixed is found again: as new, since whoever accepted it then accepted another state of things. */
export async function reopen(db: Db, id: number, { activityId: _, ...finding }: NewFinding): Promise<void> {
  await db
    .updateTable('findings')
    .set({ ...ranked(finding), ...NOT_ACCEPTED, fixedOn: null })
    .where('id', '=', id)
    .execute()
}

/** A finding with its place in the order of weight. */
const ranked = <F extends Finding>(finding: F) => ({ ...finding, rank: severities.indexOf(finding.severity) })

const NOT_ACCEPTED = { acceptedOn: null, acceptedUntil: null, acceptedByName: null, acceptedReason: null }

/** Says a finding in its present words. */
export async function rewordFinding(db: Db, id: number, finding: Finding): Promise<void> {
  await db.updateTable('findings').set(ranked(finding)).where('id', '=', id).execute()
}

/** How many findings of activities are open on a day: found, and not accepted until that day or later. */
export async function openFindingCounts(db: Db, activityIds: number[], today: string): Promise<Map<number, number>> {
  if (activityIds.length === 0) return new Map()
  const rows = await openOfActivities(db, JSON.stringify(activityIds), today)
  return new Map(rows.map(({ activityId, count }) => [activityId, count]))
}

const openOfActivities = prepared((db, activityIds: Given<string>, today: Given<string>) =>
  db
    .selectFrom('findings')
    .select((eb) => ['activityId', eb.fn.countAll<number>().as('count')])
    .where('activityId', 'in', idsIn(db, activityIds))
    .where('fixedOn', 'is', null)
    .where((eb) => eb.or([eb('acceptedUntil', 'is', null), eb('acceptedUntil', '<', today)]))
    .groupBy('activityId'),
)

/** Who said why a finding may stay as it is, and until when; all null: nobody. */
export type AcceptanceRow = {
  acceptedOn: string | null
  acceptedUntil: string | null
  acceptedByName: string | null
  acceptedReason: string | null
}

/** Keeps, or takes back, why a finding may stay as it is. */
export async function setAcceptance(db: Db, id: number, acceptance: AcceptanceRow): Promise<void> {
  await db.updateTable('findings').set(acceptance).where('id', '=', id).execute()
}

/** Keeps who sees to a finding; null: nobody. */
export async function setFindingOwner(db: Db, id: number, ownerId: number | null): Promise<void> {
  await db.updateTable('findings').set({ ownerId }).where('id', '=', id).execute()
}

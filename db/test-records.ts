import { type Insertable, sql } from 'kysely'
import type { RecordState } from '../src/domain/held-record.ts'
import { place } from '../src/domain/placement.ts'
import { idList, isPostgres, tableOf } from './dialect.ts'
import { recordTransitions } from './migrations/record-transitions.ts'
import { addToCounts, keepingCounts } from './queries/record-counts.ts'
import type { Db, Schema } from './schema.ts'
import { addGuard, dropGuards } from './test-guards.ts'
import type { smallWorld } from './test-world.ts'

type World = Awaited<ReturnType<typeof smallWorld>>
type Parts = Partial<Insertable<Schema['records']>> & { rule?: keyof World['rules'] }

const MANY = 100
const AT = '2026-11-22T12:00:00.000Z'

/** Adds a record of the libraries to the small world, dated as its rule says, and returns its id. */
export async function addRecord(db: Db, world: World, parts: Parts): Promise<number> {
  const [id] = await addRecords(db, world, parts, 1)
  return id ?? 0
}

/** Adds records that differ in nothing but their references, and returns their ids. */
export async function addRecords(db: Db, world: World, parts: Parts, count: number): Promise<number[]> {
  const { rule = 'LIB-01', ...rest } = parts
  const { ruleId, versionId } = world.rules[rule]
  const version = await db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  const row = {
    sourceSystemId: world.systems.lms,
    organisationId: world.organisationId,
    ruleId,
    ruleVersionId: versionId,
    serviceId: rule === 'MUS-02' ? world.services.music : world.services.libraries,
    triggerOn: null,
    correctedFrom: null,
    keptUntil: null,
    reviewId: null,
    flaggedOn: null,
    reviewBy: null,
    firstFeedId: null,
    firstSeenOn: '2020-01-01',
    lastSeenOn: '2020-01-01',
    missingSince: null,
    ...place(version, parts.triggerOn ?? null, parts.keptUntil ?? null),
    ...rest,
  }
  const before = await lastRecordId(db)
  const references = Array.from({ length: count }, (_, n) => [rest.reference ?? referenceOf(before + n + 1)] as const)
  const { reference: _, ...alike } = row
  const add = async (tx: Db) => {
    await addToCounts(tx, [{ ...row, records: count }], AT)
    return addAlike(tx, alike, references)
  }
  // What is wrong with a few may be what a test is about.
  const { rows } = await (isPostgres(db) && count >= MANY ? withoutReferences(db, add) : add(db))
  return rows.map(({ id }) => id)
}

/**
 * Adds records of four rules and two source systems, of services of which one was merged away into music, and of none. `triggerOn`: of each by
 * its place; `ids`: in the order of their places.
 */
export async function addOfEveryKind(
  db: Db,
  world: World,
  count: number,
  triggerOn: (at: number) => string | null,
): Promise<{ ids: number[]; mergedAway: number }> {
  const { libraries, music } = world.services
  const merged = { code: 'OLD', name: 'Old libraries', organisationId: world.organisationId, mergedIntoId: music }
  const { id: mergedAway } = await db.insertInto('services').values(merged).returning('id').executeTakeFirstOrThrow()
  const rules = ['LIB-01', 'LIB-03', 'LIB-10', 'MUS-02'] as const
  const services = [libraries, music, libraries, null, mergedAway]
  const ids: number[] = []
  await db.transaction().execute(async (tx) => {
    for (let at = 0; at < count; at++) {
      const parts = { triggerOn: triggerOn(at), serviceId: services[(at * 7) % 5] ?? null, reference: `R-${at}` }
      const sourceSystemId = at % 5 === 0 ? world.systems.musicSystem : world.systems.lms
      ids.push(await addRecord(tx, world, { rule: rules[at % 4] ?? 'LIB-01', sourceSystemId, ...parts }))
    }
  })
  return { ids, mergedAway }
}

/** What they have alike is said once: a list of all their values takes a server longer to read than the rows to add. */
function addAlike(db: Db, alike: Record<string, unknown>, references: readonly (readonly [string])[]) {
  const columns = sql.join(Object.keys(alike).map((column) => sql.ref(column)))
  return sql<{ id: number }>`
    insert into records (reference, ${columns})
    select reference, ${sql.join(Object.values(alike).map((value) => sql.lit(value)))}
    from ${tableOf(db, 'given', { reference: 'text' }, references)} where true
    returning id`.execute(db)
}

/** A server looks up each of the references of each row, which takes a quarter of the time. */
async function withoutReferences<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((tx) => withoutReferences(tx, work))
  await sql`set local session_replication_role = replica`.execute(db)
  const done = await work(db)
  await sql`set local session_replication_role = origin`.execute(db)
  return done
}

/** Does what the steps of a record's life do not allow. */
async function withoutSteps<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((tx) => withoutSteps(tx, work))
  await dropGuards(db, 'records_move')
  const done = await work(db)
  for (const guard of recordTransitions) await addGuard(db, guard)
  return done
}

/** Puts records in a state without the steps that lead there, in the review that is open for them: what many a test begins with. */
export const putInState = (db: Db, ids: readonly number[], state: RecordState): Promise<void> =>
  withoutSteps(db, async (tx) => {
    const undated = state === 'open' || state === 'permanent' ? sql`retain_until = null, due_on = null,` : sql``
    await sql`
      insert into disposal_reviews (service_id, rule_id, state, opened_on, review_by)
      select distinct service_id, rule_id, 'open', '2026-11-22', '2026-12-22' from records where id in ${idList(tx, ids)}
      on conflict do nothing`.execute(tx)
    const put = sql`
      update records set state = ${state}, flagged_on = '2026-11-22', review_by = '2026-12-22', ${undated}
        review_id = (select id from disposal_reviews as review where review.state = 'open' and review.rule_id = records.rule_id
          and review.service_id is not distinct from records.service_id)
      where id in ${idList(tx, ids)}`
    await keepingCounts(tx, { ids, now: AT }, () => put.execute(tx))
  })

/** By which records that are added are told apart: the same in every database that begins empty. */
export async function lastRecordId(db: Db): Promise<number> {
  const { last } = await db
    .selectFrom('records')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? 0
}

const referenceOf = (number: number): string => `LMS-${String(number).padStart(7, '0')}`

/** A record as it is now. */
export const recordById = (db: Db, id: number) =>
  db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

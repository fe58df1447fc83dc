import type { Insertable } from 'kysely'
import { place } from '../src/domain/placement.ts'
import { addToCounts } from './queries/record-counts.ts'
import type { Db, Schema } from './schema.ts'
import type { smallWorld } from './test-world.ts'

type World = Awaited<ReturnType<typeof smallWorld>>
type Parts = Partial<Insertable<Schema['records']>> & { rule?: keyof World['rules'] }

const AT_ONCE = 500

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
  const rows = Array.from({ length: count }, (_, n) => ({ reference: referenceOf(before + n + 1), ...row }))
  await addToCounts(db, [{ ...row, records: count }])
  const ids: number[] = []
  for (let from = 0; from < count; from += AT_ONCE) {
    const added = db.insertInto('records').values(rows.slice(from, from + AT_ONCE))
    ids.push(...(await added.returning('id').execute()).map(({ id }) => id))
  }
  return ids
}

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

import type { Insertable } from 'kysely'
import { place } from '../src/domain/placement.ts'
import type { Db, Schema } from './schema.ts'
import type { smallWorld } from './test-world.ts'

type World = Awaited<ReturnType<typeof smallWorld>>
type Parts = Partial<Insertable<Schema['records']>> & { rule?: keyof World['rules'] }

let last = 0

/** Adds a record of the libraries to the small world, dated as its rule says, and returns its id. */
export async function addRecord(db: Db, world: World, { rule = 'LIB-01', ...parts }: Parts): Promise<number> {
  const { ruleId, versionId } = world.rules[rule]
  const version = await db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  last += 1
  const { id } = await db
    .insertInto('records')
    .values({
      sourceSystemId: world.systems.lms,
      reference: `LMS-${String(last).padStart(7, '0')}`,
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
      ...parts,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A record as it is now. */
export const recordById = (db: Db, id: number) =>
  db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

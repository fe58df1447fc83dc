import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/**
 * How many people it takes to approve what the schedule says of services (null among them: of none).
 *
 * The strictest of their organisations counts and, for what belongs to no service, of all councils and shared services.
 */
export async function approvalsOfRule(db: Db, serviceIds: readonly (number | null)[]): Promise<1 | 2> {
  const ids = serviceIds.filter((id) => id !== null)
  const counts = [
    ...(ids.length > 0 ? await ofServices(db, ids) : []),
    ...(serviceIds.includes(null) ? await ofAll(db) : []),
  ]
  return counts.some(({ approvals }) => approvals === 2) ? 2 : 1
}

/** True when there is an organisation for whose rules one person is enough, or no organisation yet. */
export async function oneMayApproveSome(db: Db): Promise<boolean> {
  const counts = await ofAll(db)
  return counts.length === 0 || counts.some(({ approvals }) => approvals === 1)
}

const ofServices = (db: Db, ids: readonly number[]) =>
  db
    .selectFrom('services as named')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('named')))
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select('organisation.approvals')
    .where('named.id', 'in', ids)
    .execute()

const ofAll = (db: Db) =>
  db
    .selectFrom('organisations')
    .select('approvals')
    .where('kind', 'in', ['council', 'shared service'])
    .where('mergedIntoId', 'is', null)
    .execute()

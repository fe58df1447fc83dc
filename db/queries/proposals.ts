import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import type { PendingVersion } from './activity-drafts.ts'

/** An activity in which something is only proposed; `versionId`: of its draft or, while there is none, of the version that lists show. */
export type ProposingActivity = {
  id: number
  reference: string
  versionId: number
  version: number
  revision: number
  state: PendingVersion['state'] | null
}

/** Which activities are asked for. `service` is a code. */
export type ProposalFilters = { service?: string | undefined; activity?: string | undefined }

/** Activities in which something is only proposed, by reference, within a reach (null: all): those with an open finding that says so. */
export async function proposingActivities(
  db: Db,
  filters: ProposalFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<ProposingActivity[]> {
  const rows = await proposing(db, filters, reach)
    .leftJoin('activityVersions as pending', (join) =>
      join
        .onRef('pending.activityId', '=', 'activity.id')
        .on((eb) => eb.or([eb('pending.state', '=', 'draft'), eb('pending.state', '=', 'submitted')])),
    )
    .select(['activity.id', 'activity.reference', 'shown.id as shownId', 'shown.version as shownVersion'])
    .select(['pending.id as pendingId', 'pending.version', 'pending.revision', 'pending.state'])
    .orderBy('activity.reference')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map(({ id, reference, shownId, shownVersion, pendingId, version, revision, state }) => ({
    ...{ id, reference, versionId: pendingId ?? shownId, version: version ?? shownVersion, revision: revision ?? 0 },
    state: state === 'draft' || state === 'submitted' ? state : null,
  }))
}

/** How many activities there are in which something is only proposed. */
export async function countProposing(db: Db, filters: ProposalFilters, reach: number[] | null): Promise<number> {
  const row = await proposing(db, filters, reach)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

const proposing = (db: Db, { service, activity }: ProposalFilters, reach: number[] | null) =>
  db
    .selectFrom('findings as finding')
    .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
    .innerJoin('activityVersions as shown', 'shown.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'shown.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .where('finding.code', '=', 'EVD-01')
    .where('finding.fixedOn', 'is', null)
    .$if(reach !== null, (query) => query.where('shown.serviceId', 'in', reach ?? []))
    .$if(service !== undefined, (query) => query.where('service.code', '=', service ?? ''))
    .$if(activity !== undefined, (query) => query.where('activity.reference', '=', activity ?? ''))

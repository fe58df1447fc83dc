import {
  handOverOrganisation,
  organisationHolds,
  sharedServiceNames,
  systemsInUse,
} from '../../db/queries/merge-blocks.ts'
import { addMerge } from '../../db/queries/merges.ts'
import { organisationByCode } from '../../db/queries/organisations.ts'
import { usedIn } from '../../db/queries/used-in.ts'
import type { Db } from '../../db/schema.ts'
import { listInWords } from '../domain/list.ts'
import { checkMerge, INTO } from '../domain/merging.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { refreshNaming } from './concerned-activities.ts'
import { indexForSearch } from './search-index.ts'
import { tellingOfSystems } from './source-systems.ts'

/**
 * Puts an organisation in the place of a duplicate: its services and empty source systems go over, and activities that name the duplicate
 * are shown as naming the other. What versions say is not rewritten.
 *
 * Refused for what was merged away already, when both have a service of one name, and for one that holds records: these keep their
 * organisation, so that the other has to be merged into it.
 */
export async function mergeOrganisation(
  db: Db,
  acting: Acting,
  code: string,
  into: string,
): Promise<Checked<{ activities: number }>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const both = checkMerge('organisation', await organisationByCode(tx, code), await organisationByCode(tx, into))
    if (!both.ok) return both
    const { from, into: survivor } = both.value
    const [fromId, intoId] = [from.id, survivor.id]
    const reason = await blocked(tx, from, survivor)
    if (reason !== null) return refused(INTO, reason)
    const { services, systems } = await organisationHolds(tx, fromId)
    const naming = await usedIn(tx, 'organisation', fromId)
    const mergedAt = acting.clock.now()
    await addMerge(tx, { kind: 'organisation', fromId, intoId, mergedAt, mergedByName: acting.who.name })
    const handedOver = await tellingOfSystems(tx, acting, () => handOverOrganisation(tx, fromId, intoId))
    for (const id of [code, into]) {
      const facts = { duplicate: code, into, activities: naming.length, services, 'source systems': systems }
      await recordEvent(tx, acting, { kind: 'merged', subject: { kind: 'organisation', id }, facts })
    }
    // Lists as at a day before are made of what each service says of its past.
    const changes = [{ field: 'organisation', before: code, after: into }]
    for (const id of handedOver)
      await recordEvent(tx, acting, { kind: 'changed', subject: { kind: 'service', id }, changes })
    await refreshNaming(tx, 'organisation', intoId, acting.clock)
    await indexForSearch(tx, 'organisation', [code, into])
    return accepted({ activities: naming.length })
  })
}

type Named = { id: number; name: string }

/** Why one organisation cannot take the place of another, in a sentence; null when it can. */
export async function blocked(db: Db, from: Named, into: Named): Promise<string | null> {
  const systems = await systemsInUse(db, from.id)
  if (systems.length > 0)
    return `${from.name} holds records in ${listInWords(systems)}, and records keep their organisation: merge ${into.name} into it instead`
  const [shared] = await sharedServiceNames(db, from.id, into.id)
  if (!shared) return null
  return shared.merged
    ? `A service of ${into.name} that was merged away had the name “${shared.name}”: rename that of ${from.name} first`
    : `Both have a service “${shared.name}”: merge that of ${from.name} into the other first, or rename one of them`
}

import { addOrganisations, changeOrganisation as change, organisationByCode } from '../../db/queries/organisations.ts'
import type { Db } from '../../db/schema.ts'
import type { OrganisationDraft } from '../domain/organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'

/** Adds an organisation; refused when its code or name is taken. */
export async function addOrganisation(db: Db, code: string, draft: OrganisationDraft): Promise<Checked<string>> {
  if (await addOrganisations(db, [{ code, ...draft }])) return accepted(code)
  return refused('code', 'The register has an organisation with this code or name already')
}

/**
 * Changes an organisation, from the state whose fingerprint is `seen`.
 *
 * Refused when it is no longer in that state, or when another has the name.
 */
export async function changeOrganisation(
  db: Db,
  code: string,
  seen: string,
  draft: OrganisationDraft,
): Promise<Checked<string>> {
  return db.transaction().execute(async (tx) => {
    const current = await organisationByCode(tx, code)
    if (!current || fingerprint(current) !== seen) return changedFirst(current?.name ?? code)
    if (await change(tx, code, draft)) return accepted(code)
    return refused('name', 'Another organisation of the register has this name')
  })
}

import { allCodes, organisationCodesByName } from '../../db/queries/codes.ts'
import type { Db } from '../../db/schema.ts'
import type { ActivityDraft } from '../domain/activity-draft.ts'
import { codeFromName, type NamedOrganisation } from '../domain/new-organisation.ts'
import { OrganisationDraft } from '../domain/organisation.ts'
import type { Acting } from './acting.ts'
import { addWithin } from './organisations.ts'

/** An organisation that is to be added with what names it. */
export type PlannedOrganisation = NamedOrganisation & { code: string }

/** Those of some organisations that a draft names and the register has not yet by name or code, each with a code made from its name. */
export async function plannedOrganisations(
  db: Db,
  { parties, recipients }: Pick<ActivityDraft, 'parties' | 'recipients'>,
  named: NamedOrganisation[],
): Promise<PlannedOrganisation[]> {
  if (named.length === 0) return []
  const written = new Set([...parties, ...recipients].map(({ organisation }) => organisation?.toLowerCase()))
  const wanted = named.filter(({ name }) => written.has(name.toLowerCase()))
  const once = new Map(wanted.map((each) => [each.name.toLowerCase(), each]))
  const known = await organisationCodesByName(db, once.keys())
  const taken = new Set(await allCodes(db, 'organisations'))
  return [...once].flatMap(([key, each]) => {
    if (known.has(key)) return []
    const code = codeFromName(each.name, taken)
    taken.add(code)
    return [{ ...each, code }]
  })
}

/** Adds organisations in the transaction of what names them. */
export async function addPlanned(tx: Db, acting: Acting, planned: PlannedOrganisation[]): Promise<void> {
  for (const { code, name, kind } of planned) {
    const added = await addWithin(tx, acting, code, OrganisationDraft.parse({ name, kind }))
    if (!added.ok) throw new Error(`${name} was added meanwhile`)
  }
}

import { addOrganisations, changeOrganisation as change, organisationByCode } from '../../db/queries/organisations.ts'
import { changingFacts, keepBefore } from '../../db/queries/organisations-then.ts'
import type { Db } from '../../db/schema.ts'
import type { OrganisationDraft } from '../domain/organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'
import { refreshNaming } from './concerned-activities.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'
import { keepName } from './kept-names.ts'
import { indexForSearch } from './search-index.ts'

/** Adds an organisation; refused when its code or name is taken. */
export async function addOrganisation(
  db: Db,
  acting: Acting,
  code: string,
  draft: OrganisationDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute((tx) => addWithin(tx, acting, code, draft))
}

/** As `addOrganisation`, within the transaction of something greater, which has looked who may. */
export async function addWithin(
  tx: Db,
  acting: Acting,
  code: string,
  draft: OrganisationDraft,
): Promise<Checked<string>> {
  if (!(await addOrganisations(tx, [{ code, ...draft, addedAt: acting.clock.now() }])))
    return refused('code', 'The register has an organisation with this code or name already')
  const changes = changesBetween(fields, nothing, draft)
  const personal = { changes: changesBetween(contactFields, nothing, draft) }
  await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), changes, personal })
  await indexForSearch(tx, 'organisation', [code])
  return accepted(code)
}

/**
 * Changes an organisation, from the state whose fingerprint is `seen`.
 *
 * Refused when it is no longer in that state, when it was merged away, or when another has the name. What is found in the activities that
 * name it is found afresh.
 */
export async function changeOrganisation(
  db: Db,
  acting: Acting,
  code: string,
  seen: string,
  draft: OrganisationDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const current = await organisationByCode(tx, code)
    if (!current || fingerprint(current) !== seen) return changedFirst(current?.name ?? code)
    if (current.mergedIntoId !== null)
      return refused('name', `${current.name} was merged away: change what took its place`)
    if (changingFacts.some((fact) => fact in draft && current[fact] !== draft[fact as keyof OrganisationDraft]))
      await keepBefore(tx, current, acting.clock.now())
    if (!(await change(tx, code, draft)))
      return refused('name', 'Another organisation of the register has this name, or had it before it was merged away')
    await keepName(tx, acting, { kind: 'organisation', ofId: current.id }, current.name, draft.name)
    const changes = changesBetween(fields, current, draft)
    const personal = { changes: changesBetween(contactFields, current, draft) }
    if (changes.length + personal.changes.length > 0)
      await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes, personal })
    await refreshNaming(tx, 'organisation', current.id, acting.clock)
    await indexForSearch(tx, 'organisation', [code])
    return accepted(code)
  })
}

const subjectOf = (code: string) => ({ kind: 'organisation', id: code }) as const

type Facts = Record<Exclude<keyof OrganisationDraft, 'approvals'>, string> & Pick<OrganisationDraft, 'approvals'>
type Field = [string, (facts: Facts) => string]

const fields = [
  ['name', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['address', ({ address }) => address],
  ['ICO registration', ({ icoRegistration }) => icoRegistration],
  ['people it takes to approve', ({ approvals }) => String(approvals)],
] as const satisfies Field[]

/** How a council is reached is often how a person is. */
const contactFields = [
  ['e-mail address', ({ email }) => email],
  ['telephone', ({ telephone }) => telephone],
  ['data protection officer', ({ dpoContact }) => dpoContact],
  ['how people complain', ({ complaints }) => complaints],
] as const satisfies Field[]

const nothing: Facts = {
  ...{ name: '', kind: '', address: '', icoRegistration: '', email: '', telephone: '', dpoContact: '' },
  ...{ complaints: '', approvals: 1 },
}

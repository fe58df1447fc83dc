import { addOrganisations, changeOrganisation as change, organisationByCode } from '../../db/queries/organisations.ts'
import type { Db } from '../../db/schema.ts'
import type { OrganisationDraft } from '../domain/organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'

/** Adds an organisation; refused when its code or name is taken. */
export async function addOrganisation(
  db: Db,
  acting: Acting,
  code: string,
  draft: OrganisationDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    if (!(await addOrganisations(tx, [{ code, ...draft }])))
      return refused('code', 'The register has an organisation with this code or name already')
    const changes = changesBetween(fields, nothing, draft)
    const personal = { changes: changesBetween(contactFields, nothing, draft) }
    await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), changes, personal })
    return accepted(code)
  })
}

/**
 * Changes an organisation, from the state whose fingerprint is `seen`.
 *
 * Refused when it is no longer in that state, or when another has the name.
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
    if (!(await change(tx, code, draft))) return refused('name', 'Another organisation of the register has this name')
    const changes = changesBetween(fields, current, draft)
    const personal = { changes: changesBetween(contactFields, current, draft) }
    if (changes.length + personal.changes.length > 0)
      await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes, personal })
    return accepted(code)
  })
}

const subjectOf = (code: string) => ({ kind: 'organisation', id: code }) as const

type Facts = Record<keyof OrganisationDraft, string>
type Field = [string, (facts: Facts) => string]

const fields = [
  ['name', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['address', ({ address }) => address],
  ['ICO registration', ({ icoRegistration }) => icoRegistration],
] as const satisfies Field[]

/** How a council is reached is often how a person is. */
const contactFields = [
  ['e-mail address', ({ email }) => email],
  ['telephone', ({ telephone }) => telephone],
  ['data protection officer', ({ dpoContact }) => dpoContact],
] as const satisfies Field[]

const nothing = { name: '', kind: '', address: '', icoRegistration: '', email: '', telephone: '', dpoContact: '' }

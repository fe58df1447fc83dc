import { idsByCode } from '../../db/queries/codes.ts'
import { addServices, changeService as change, serviceByCode } from '../../db/queries/services.ts'
import type { Db } from '../../db/schema.ts'
import type { ServiceDraft } from '../domain/organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'
import { refreshNaming } from './concerned-activities.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'
import { keepName } from './kept-names.ts'
import { indexForSearch } from './search-index.ts'

const unknown = refused('organisation', 'Choose an organisation from the list')

/** Adds a service to an organisation; refused when its code is taken, or its name within the organisation. */
export async function addService(db: Db, acting: Acting, code: string, draft: ServiceDraft): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit services and systems')
  const { name, organisation } = draft
  return db.transaction().execute(async (tx) => {
    const organisationId = await organisationIdOf(tx, organisation)
    if (organisationId === undefined) return unknown
    if (!(await addServices(tx, [{ code, name, organisationId }])))
      return refused('code', 'There is a service with this code, or with this name in this organisation, already')
    const changes = changesBetween(fields, { name: '', organisation: '' }, draft)
    await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), changes })
    await indexForSearch(tx, 'service', [code])
    return accepted(code)
  })
}

/**
 * Renames a service or moves it to another organisation, from the state whose fingerprint is `seen`.
 *
 * Refused when it is no longer in that state, or when the name is taken in the organisation.
 */
export async function changeService(
  db: Db,
  acting: Acting,
  code: string,
  seen: string,
  draft: ServiceDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit services and systems')
  const { name, organisation } = draft
  return db.transaction().execute(async (tx) => {
    const current = await serviceByCode(tx, code)
    if (!current || fingerprint(current) !== seen) return changedFirst(current?.name ?? code)
    const organisationId = await organisationIdOf(tx, organisation)
    if (organisationId === undefined) return unknown
    if (current.mergedIntoId !== null)
      return refused('name', `${current.name} was merged away: change what took its place`)
    if (!(await change(tx, code, { name, organisationId })))
      return refused(
        'name',
        'This organisation has another service with this name, or had one before it was merged away',
      )
    await keepName(tx, acting, { kind: 'service', ofId: current.id }, current.name, name)
    const changes = changesBetween(fields, current, draft)
    if (changes.length > 0) await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes })
    await refreshNaming(tx, 'service', current.id, acting.clock)
    await indexForSearch(tx, 'service', [code])
    return accepted(code)
  })
}

const subjectOf = (code: string) => ({ kind: 'service', id: code }) as const

const fields = [
  ['name', ({ name }: ServiceDraft) => name],
  ['organisation', ({ organisation }: ServiceDraft) => organisation],
] as const

const organisationIdOf = async (db: Db, code: string): Promise<number | undefined> =>
  (await idsByCode(db, 'organisations', [code])).get(code)

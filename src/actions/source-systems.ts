import { idsByCode } from '../../db/queries/codes.ts'
import { type RecordHolder, recordHolders } from '../../db/queries/organisations.ts'
import { serviceById } from '../../db/queries/services.ts'
import {
  addSourceSystems,
  allSourceSystems,
  changeSourceSystem as change,
  holdsRecords,
  limitSourceSystem,
  type SourceSystem,
  sourceSystemByCode,
  systemLimits,
} from '../../db/queries/source-systems.ts'
import type { Db } from '../../db/schema.ts'
import type { SourceSystemDraft } from '../domain/organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'

/**
 * Adds a source system; refused when its code is taken or it names a service or an organisation that is not there.
 *
 * A blank organisation is that of the default service, else the one that the register is of.
 */
export async function addSourceSystem(
  db: Db,
  acting: Acting,
  code: string,
  draft: SourceSystemDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit services and systems')
  return db.transaction().execute(async (tx) => {
    const services = await servicesOf(tx, draft)
    if (!services.ok) return services
    const holder = await holderOf(tx, draft.organisation, services.value.byDefault)
    if (!holder.ok) return holder
    const facts = factsOf(draft, services.value.byDefault, holder.value.id)
    if (!(await addSourceSystems(tx, [{ code, ...facts }])))
      return refused('code', 'There is a source system with this code already')
    await limitSourceSystem(tx, code, services.value.limits)
    const changes = changesBetween(fields, nothing, { ...draft, organisation: holder.value.code })
    await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), changes })
    return accepted(code)
  })
}

/**
 * Changes a source system, from the state whose fingerprint is `seen`; refused when it is no longer in it.
 *
 * A limit counts for the feeds to come: records that the system holds already stay where they are. While it holds any it keeps its
 * organisation. A blank organisation is the one that it has.
 */
export async function changeSourceSystem(
  db: Db,
  acting: Acting,
  code: string,
  seen: string,
  draft: SourceSystemDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit services and systems')
  return db.transaction().execute(async (tx) => {
    const current = await systemState(tx, code)
    if (!current || fingerprint(current) !== seen) return changedFirst(current?.name ?? code)
    const services = await servicesOf(tx, draft)
    if (!services.ok) return services
    const holder = await holderOf(tx, draft.organisation || current.organisation, null)
    if (!holder.ok) return holder
    const { id, code: organisation } = holder.value
    if (organisation !== current.organisation && (await holdsRecords(tx, code))) return keeps(current)
    await change(tx, code, factsOf(draft, services.value.byDefault, id))
    await limitSourceSystem(tx, code, services.value.limits)
    const before = { ...current, defaultService: current.defaultService ?? '' }
    const changes = changesBetween(fields, before, { ...draft, organisation })
    if (changes.length > 0) await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes })
    return accepted(code)
  })
}

/** Does what changes source systems along with something else, in its transaction, and has each of them say so in its history. */
export async function tellingOfSystems<T>(tx: Db, acting: Acting, change: () => Promise<T>): Promise<T> {
  const before = await systemStates(tx)
  const done = await change()
  for (const [code, after] of await systemStates(tx)) {
    const changes = changesBetween(fields, before.get(code) ?? nothing, after)
    if (changes.length > 0) await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes })
  }
  return done
}

async function systemStates(tx: Db): Promise<Map<string, SourceSystemDraft>> {
  const limits = await systemLimits(tx)
  const stateOf = ({ code, defaultService, ...system }: SourceSystem): SourceSystemDraft => ({
    ...system,
    defaultService: defaultService ?? '',
    limitedTo: (limits.get(code) ?? []).map((service) => service.code),
  })
  return new Map((await allSourceSystems(tx)).map((system) => [system.code, stateOf(system)]))
}

const subjectOf = (code: string) => ({ kind: 'source system', id: code }) as const

const fields = [
  ['name', ({ name }: SourceSystemDraft) => name],
  ['description', ({ description }: SourceSystemDraft) => description],
  ['default service', ({ defaultService }: SourceSystemDraft) => defaultService],
  ['services it is limited to', ({ limitedTo }: SourceSystemDraft) => limitedTo.toSorted().join(', ')],
  ['organisation', ({ organisation }: SourceSystemDraft) => organisation],
] as const

const nothing: SourceSystemDraft = { name: '', description: '', defaultService: '', limitedTo: [], organisation: '' }

/** A source system with the codes of the services that it is limited to; undefined when there is none. */
export async function systemState(db: Db, code: string): Promise<(SourceSystem & { limitedTo: string[] }) | undefined> {
  const system = await sourceSystemByCode(db, code)
  if (!system) return undefined
  const limits = (await systemLimits(db)).get(code) ?? []
  return { ...system, limitedTo: limits.map((service) => service.code) }
}

const factsOf = (
  { name, description }: SourceSystemDraft,
  defaultServiceId: number | null,
  organisationId: number,
) => ({
  name,
  description,
  defaultServiceId,
  organisationId,
})

const keeps = ({ organisationName }: SourceSystem) =>
  refused(
    'organisation',
    `It holds records of ${organisationName} or is being sent some: a source system keeps its organisation while it holds any`,
  )

/** The organisation with a code; when that is blank, that of the default service, else the one that the register is of. */
async function holderOf(db: Db, code: string, defaultServiceId: number | null): Promise<Checked<RecordHolder>> {
  const holders = await recordHolders(db)
  const service = code === '' && defaultServiceId !== null ? await serviceById(db, defaultServiceId) : undefined
  const wanted = service?.organisation ?? code
  const holder = wanted === '' ? holders[0] : holders.find((organisation) => organisation.code === wanted)
  if (holder) return accepted(holder)
  return refused(
    'organisation',
    holders.length === 0
      ? 'Add an organisation first: the records of a source system belong to one'
      : 'Choose an organisation from the list',
  )
}

async function servicesOf(
  db: Db,
  { defaultService, limitedTo }: SourceSystemDraft,
): Promise<Checked<{ byDefault: number | null; limits: number[] }>> {
  const ids = await idsByCode(db, 'services', [...limitedTo, ...(defaultService === '' ? [] : [defaultService])])
  if (defaultService !== '' && !ids.has(defaultService))
    return refused('defaultService', 'Choose a service from the list')
  if (limitedTo.some((code) => !ids.has(code))) return refused('limitedTo', 'Choose services from the list')
  if (defaultService !== '' && limitedTo.length > 0 && !limitedTo.includes(defaultService))
    return refused('defaultService', 'Choose a default service that the system is limited to')
  return accepted({
    byDefault: ids.get(defaultService) ?? null,
    limits: limitedTo.flatMap((code) => ids.get(code) ?? []),
  })
}

import { idsByCode } from '../../db/queries/codes.ts'
import {
  addSourceSystems,
  changeSourceSystem as change,
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

/** Adds a source system; refused when its code is taken or it names a service that is not there. */
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
    const { name, description } = draft
    if (!(await addSourceSystems(tx, [{ code, name, description, defaultServiceId: services.value.byDefault }])))
      return refused('code', 'There is a source system with this code already')
    await limitSourceSystem(tx, code, services.value.limits)
    const changes = changesBetween(fields, nothing, draft)
    await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), changes })
    return accepted(code)
  })
}

/**
 * Changes a source system, from the state whose fingerprint is `seen`; refused when it is no longer in it.
 *
 * A limit counts for the feeds to come: records that the system holds already stay where they are.
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
    const { name, description } = draft
    await change(tx, code, { name, description, defaultServiceId: services.value.byDefault })
    await limitSourceSystem(tx, code, services.value.limits)
    const changes = changesBetween(fields, { ...current, defaultService: current.defaultService ?? '' }, draft)
    if (changes.length > 0) await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(code), changes })
    return accepted(code)
  })
}

const subjectOf = (code: string) => ({ kind: 'source system', id: code }) as const

const fields = [
  ['name', ({ name }: SourceSystemDraft) => name],
  ['description', ({ description }: SourceSystemDraft) => description],
  ['default service', ({ defaultService }: SourceSystemDraft) => defaultService],
  ['services it is limited to', ({ limitedTo }: SourceSystemDraft) => limitedTo.toSorted().join(', ')],
] as const

const nothing: SourceSystemDraft = { name: '', description: '', defaultService: '', limitedTo: [] }

/** A source system with the codes of the services that it is limited to; undefined when there is none. */
export async function systemState(db: Db, code: string): Promise<(SourceSystem & { limitedTo: string[] }) | undefined> {
  const system = await sourceSystemByCode(db, code)
  if (!system) return undefined
  const limits = (await systemLimits(db)).get(code) ?? []
  return { ...system, limitedTo: limits.map((service) => service.code) }
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

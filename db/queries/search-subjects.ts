import type { SearchSubject } from '../../src/domain/search-entry.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** Which of a kind are wanted, by code; null: all. */
type Which = readonly string[] | null

/** An activity with the version that lists show, whose content says the rest. */
export type SearchedActivity = Omit<SearchSubject, 'lines'> & { id: number; versionId: number }

/** Activities, as searches find them. */
export async function searchedActivities(db: Db, which: readonly string[]): Promise<SearchedActivity[]> {
  const rows = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .select(['activity.id', 'activity.reference', 'version.id as versionId', 'version.title'])
    .select(inPlaceOf('service').as('serviceId'))
    .where('activity.reference', 'in', which)
    .execute()
  return rows.map(({ reference, ...row }) => ({ ...row, kind: 'activity', subject: reference }))
}

/** The references of activities by their ids. */
export async function referencesOf(db: Db, ids: number[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('processingActivities').select('reference').where('id', 'in', ids).execute()
  return rows.map(({ reference }) => reference)
}

/** What is found still in activities, accepted or not, by their references: all findings of one together. */
export async function searchedFindings(db: Db, which: readonly string[]): Promise<SearchSubject[]> {
  const rows = await db
    .selectFrom('findings as finding')
    .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .select(['finding.code', 'finding.text', 'finding.citation', 'finding.whatToDo'])
    .select(['activity.reference', 'version.title', inPlaceOf('service').as('serviceId')])
    .where('finding.fixedOn', 'is', null)
    .where('activity.reference', 'in', which)
    .orderBy('finding.code')
    .orderBy('finding.id')
    .execute()
  return [...Map.groupBy(rows, ({ reference }) => reference)].map(([reference, all]) => ({
    ...{ kind: 'finding', subject: reference, title: all[0]?.title ?? '' },
    serviceId: all[0]?.serviceId ?? null,
    lines: all.flatMap(({ code, text, citation, whatToDo }) => [`${code} ${text}`, citation, whatToDo]),
  }))
}

/** The versions in force of rules. */
export async function searchedRules(db: Db, which: Which): Promise<SearchSubject[]> {
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as service', 'service.id', 'version.serviceId')
    .select(['rule.code', 'version.recordSeries', 'version.triggerEvent', 'version.authority'])
    .select(['version.scopeNote', 'version.ownerName', 'version.disposalAction', 'service.name as serviceName'])
    .$if(which !== null, (query) => query.where('rule.code', 'in', which ?? []))
    .execute()
  return rows.map(({ code, recordSeries, ...row }) => ({
    ...{ kind: 'rule', subject: code, title: recordSeries, serviceId: null },
    lines: said(row.triggerEvent, row.authority, row.scopeNote, row.ownerName, row.disposalAction, row.serviceName),
  }))
}

/** Organisations that stand for themselves. */
export async function searchedOrganisations(db: Db, which: Which): Promise<SearchSubject[]> {
  const rows = await db
    .selectFrom('organisations as organisation')
    .selectAll()
    .where('organisation.mergedIntoId', 'is', null)
    .$if(which !== null, (query) => query.where('organisation.code', 'in', which ?? []))
    .execute()
  return rows.map(({ code, name, ...row }) => ({
    ...{ kind: 'organisation', subject: code, title: name, serviceId: null },
    lines: said(row.kind, row.address, row.email, row.telephone, row.icoRegistration, row.dpoContact, row.complaints),
  }))
}

/** Services that stand for themselves. */
export async function searchedServices(db: Db, which: Which): Promise<SearchSubject[]> {
  const rows = await db
    .selectFrom('services as service')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select(['service.id', 'service.code', 'service.name', 'organisation.name as organisationName'])
    .where('service.mergedIntoId', 'is', null)
    .$if(which !== null, (query) => query.where('service.code', 'in', which ?? []))
    .execute()
  return rows.map(({ id, code, name, organisationName }) => ({
    ...{ kind: 'service', subject: code, title: name, serviceId: id },
    lines: [organisationName],
  }))
}

/** Privacy notices, with their words line by line. */
export async function searchedNotices(db: Db, which: Which): Promise<SearchSubject[]> {
  const rows = await db
    .selectFrom('privacyNotices as notice')
    .innerJoin('services as service', 'service.id', 'notice.serviceId')
    .select(['notice.code', 'notice.title', 'notice.body', 'service.name as serviceName'])
    .select(inPlaceOf('service').as('serviceId'))
    .$if(which !== null, (query) => query.where('notice.code', 'in', which ?? []))
    .execute()
  return rows.map(({ code, title, serviceId, body, serviceName }) => ({
    ...{ kind: 'notice', subject: code, title, serviceId },
    lines: said(serviceName, ...body.split(/\r\n|\n|\r/)),
  }))
}

const said = (...texts: (string | null)[]): string[] => texts.flatMap((text) => (text ? [text] : []))

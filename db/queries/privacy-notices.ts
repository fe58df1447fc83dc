import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { Db, Schema } from '../schema.ts'
import { statusOf, versionInForce } from './activity-standing.ts'
import { additionsOf } from './since-when.ts'
import { fieldThen, serviceNamesThen } from './values-then.ts'

export type NewPrivacyNotice = Insertable<Schema['privacyNotices']> & { facts: { heading: string; text: string }[] }

/** A notice with the service it speaks for. */
export type PrivacyNotice = Selectable<Schema['privacyNotices']> & { service: string; serviceName: string }

/** A notice as the list shows it. `activities`: how many in force rest a fact on it. */
export type NoticeRow = Omit<PrivacyNotice, 'body'> & { activities: number }

/** Stores a notice, its words and what it says of itself; throws when its code is taken. */
export async function addPrivacyNotice(db: Db, notice: NewPrivacyNotice): Promise<void> {
  const { facts, ...row } = notice
  const { id } = await db.insertInto('privacyNotices').values(row).returning('id').executeTakeFirstOrThrow()
  if (facts.length === 0) return
  await db
    .insertInto('privacyNoticeFacts')
    .values(facts.map(({ heading, text }, at) => ({ noticeId: id, position: at + 1, heading, text })))
    .execute()
}

/** The notices by title, for people to choose from. */
export async function noticeTitles(db: Db): Promise<{ code: string; title: string }[]> {
  return db.selectFrom('privacyNotices').select(['code', 'title']).orderBy('title').orderBy('code').execute()
}

/** The notices by title, within a reach (null: all). */
export async function noticesWithin(db: Db, reach: number[] | null): Promise<NoticeRow[]> {
  const rows = await notices(db, reach).orderBy('notice.title').orderBy('notice.code').execute()
  const counts = await activitiesByNotice(db, null)
  return rows.map(({ body: _, ...row }) => ({ ...row, activities: counts.get(row.id) ?? 0 }))
}

/** A notice as the list as at a day shows it. `isSinceKnown` false: it is not known whether it was stored yet. */
export type NoticeThen = NoticeRow & { isSinceKnown: boolean }

/** The notices that were stored by the end of a day, by title, within a reach (null: all), each with the service that it spoke for then. */
export async function noticesThen(db: Db, reach: number[] | null, asAt: AsAt): Promise<NoticeThen[]> {
  const rows = await notices(db, null).orderBy('notice.title').orderBy('notice.code').execute()
  const additions = await additionsOf(db, 'privacy notice', asAt)
  const handedOver = await fieldThen(db, 'privacy notice', 'service', asAt)
  const services = await serviceNamesThen(db, asAt)
  const counts = await activitiesByNotice(db, asAt)
  return rows
    .filter(({ code }) => !additions.isLater(code))
    .map(({ body: _, ...row }) => {
      const { id, code, name } = services.get(handedOver.get(row.code) ?? row.service) ?? unnamed
      const of = { serviceId: id, service: code, serviceName: name }
      return { ...row, ...of, activities: counts.get(row.id) ?? 0, isSinceKnown: !additions.isNotKnown(row.code) }
    })
    .filter(({ serviceId }) => reach?.includes(serviceId) ?? true)
}

const unnamed = { id: 0, code: '', name: '' }

/** The notice with a code, within a reach (null: all); undefined when there is none. */
export async function noticeByCode(db: Db, code: string, reach: number[] | null): Promise<PrivacyNotice | undefined> {
  return notices(db, reach).where('notice.code', '=', code).executeTakeFirst()
}

/** What a notice says of itself, and what it leaves out. */
export async function noticeFacts(db: Db, noticeId: number): Promise<{ heading: string; text: string }[]> {
  return db
    .selectFrom('privacyNoticeFacts')
    .select(['heading', 'text'])
    .where('noticeId', '=', noticeId)
    .orderBy('position')
    .execute()
}

/** An activity in force that rests a fact on a notice, and the lines that it names for it. */
export type Citation = { reference: string; title: string; lines: string | null }

/** The places where activities in force rest a fact on a notice, each once. */
export async function citations(db: Db, noticeId: number): Promise<Citation[]> {
  const { rows } = await sql<Citation>`
    select activity.reference, version.title, fact.lines
    from (${cited(sql`version_id, lines`, sql`notice_id = ${noticeId}`)}) as fact
    join activity_versions as version on version.id = fact.version_id
    join processing_activities as activity on activity.current_version_id = version.id and activity.status <> 'retired'
    order by activity.reference`.execute(db)
  return rows
}

async function activitiesByNotice(db: Db, asAt: AsAt | null): Promise<Map<number, number>> {
  const { rows } = await sql<{ noticeId: number; activities: number }>`
    select fact.notice_id, count(*) as activities
    from (${cited(sql`notice_id, version_id`, sql`notice_id is not null`)}) as fact
    join activity_versions as version on version.id = fact.version_id
    join processing_activities as activity on activity.id = version.activity_id
    where version.id = ${versionInForce(asAt)} and ${statusOf(asAt)} <> 'retired'
    group by fact.notice_id`.execute(db)
  return new Map(rows.map(({ noticeId, activities }) => [noticeId, activities]))
}

/** Columns of the facts of all lists, each combination once. */
const cited = (columns: RawBuilder<unknown>, condition: RawBuilder<unknown>) =>
  sql.join(
    lists.map((list) => sql`select ${columns} from ${sql.table(`activity_${list}`)} where ${condition}`),
    sql` union `,
  )

const lists = [
  'purposes',
  'lawful_bases',
  'terms',
  'conditions',
  'parties',
  'recipients',
  'transfers',
  'rules',
  'systems',
  'notes',
]

const notices = (db: Db, reach: number[] | null) =>
  db
    .selectFrom('privacyNotices as notice')
    .innerJoin('services as service', 'service.id', 'notice.serviceId')
    .selectAll('notice')
    .select(['service.code as service', 'service.name as serviceName'])
    .$if(reach !== null, (query) => query.where('notice.serviceId', 'in', reach ?? []))

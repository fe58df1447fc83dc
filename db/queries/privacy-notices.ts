import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db, Schema } from '../schema.ts'

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
  return db.selectFrom('privacyNotices').select(['code', 'title']).orderBy('title').execute()
}

/** The notices by title, within a reach (null: all). */
export async function noticesWithin(db: Db, reach: number[] | null): Promise<NoticeRow[]> {
  const rows = await notices(db, reach).orderBy('notice.title').execute()
  const cited = await citations(db)
  return rows.map(({ body: _, ...row }) => ({
    ...row,
    activities: new Set(cited.filter(({ noticeId }) => noticeId === row.id).map(({ reference }) => reference)).size,
  }))
}

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

/** The activities in force that rest a fact on a notice, and the lines that they name for it. */
export type Citation = { noticeId: number; reference: string; title: string; lines: string | null }

/** Every place where an activity in force rests a fact on a notice, each once; `noticeId` limits them to one notice. */
export async function citations(db: Db, noticeId?: number): Promise<Citation[]> {
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
  const cited = lists
    .map((list) => `select version_id, notice_id, lines from activity_${list} where notice_id is not null`)
    .join(' union ')
  const { rows } = await sql<Citation>`
    select fact.notice_id, activity.reference, version.title, fact.lines
    from (${sql.raw(cited)}) as fact
    join activity_versions as version on version.id = fact.version_id
    join processing_activities as activity on activity.current_version_id = version.id and activity.status <> 'retired'
    where ${noticeId ?? null} is null or fact.notice_id = ${noticeId ?? null}
    order by activity.reference`.execute(db)
  return rows
}

const notices = (db: Db, reach: number[] | null) =>
  db
    .selectFrom('privacyNotices as notice')
    .innerJoin('services as service', 'service.id', 'notice.serviceId')
    .selectAll('notice')
    .select(['service.code as service', 'service.name as serviceName'])
    .$if(reach !== null, (query) => query.where('notice.serviceId', 'in', reach ?? []))

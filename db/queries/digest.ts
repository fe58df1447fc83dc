import { sql } from 'kysely'
import type { Role } from '../../src/domain/permission.ts'
import { jsonList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isToAnswer } from './answer-days.ts'
import { type Answerer, answerersOf } from './answerers.ts'
import { coveredOn } from './deputies.ts'
import { recordsIn } from './record-counts.ts'
import { isMade } from './review-decisions.ts'

/**
 * A person who is written to. `optionalMail`: they also want to hear what others decided. `toldUntil`: until when the last digest
 * that was sent to them tells what happened, or when their account was made.
 */
export type Reader = {
  id: number
  name: string
  email: string
  role: Role
  optionalMail: boolean
  serviceIds: number[]
  toldUntil: string
}

/** Everybody with an account in use: neither suspended nor erased, and not still waiting for the first sign-in. `today`: who stands in for whom. */
export async function digestReaders(db: Db, today: string): Promise<Reader[]> {
  const { rows } = await sql<Omit<Reader, 'serviceIds' | 'optionalMail'> & { optionalMail: number; services: string }>`
    with answered as (
      select user_id, service_id from user_services
      union select deputy_id, service_id from ${coveredOn(today)} as covered
    )
    select id, name, email, role, optional_mail, coalesce(told.until, users.created_at) as told_until,
      (select ${jsonList(db, sql`distinct service.id`)} from answered join services as service
        on service.id = answered.service_id or service.merged_into_id = answered.service_id
        where answered.user_id = users.id) as services
    from users
    left join (
      select user_id, max(created_at) as until from mail_outbox where kind = 'digest' and sent_at is not null group by user_id
    ) as told on told.user_id = users.id
    where suspended_at is null and erased_at is null and email <> '' and (password_hash <> '' or sso_subject is not null)
    order by id`.execute(db)
  return rows.map(({ optionalMail, services, ...row }) => ({
    ...row,
    optionalMail: optionalMail === 1,
    serviceIds: JSON.parse(services) as number[],
  }))
}

/** A review that somebody has yet to act on. `firstDeciderId`: who gave the approval that waits for a second, or for its confirmation. */
export type UnfinishedReview = {
  id: number
  serviceId: number | null
  service: string | null
  rule: string
  recordSeries: string
  state: 'open' | 'awaiting second approval' | 'approved'
  reviewBy: string
  records: number
  oldestDueOn: string | null
  firstDeciderId: number | null
}

/** All reviews that somebody has yet to act on, those to be answered first at the head; none in which nothing is left to decide. */
export async function unfinishedReviews(db: Db): Promise<UnfinishedReview[]> {
  const { rows } = await sql<UnfinishedReview>`
    select review.id, review.service_id, service.name as service, rule.code as rule, version.record_series, review.state,
      review.review_by,
      ${recordsIn('review')} as records,
      (select min(due_on) from records where review_id = review.id) as oldest_due_on,
      (select decided_by_id from review_decisions where review_id = review.id and decision = 'approve disposal'
        order by id desc limit 1) as first_decider_id
    from disposal_reviews as review
    join retention_rules as rule on rule.id = review.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    left join services as service on service.id = review.service_id
    where (review.state = 'approved' or ${isToAnswer('review')})
      and not exists (select 1 from review_work where review_id = review.id and finished_at is null)
    order by review.review_by, review.id`.execute(db)
  return rows
}

/** Something decided about a review. `by`: those who did, or who confirmed it; `id` null: a source system by itself, or who is known by the name alone. */
export type Decided = {
  reviewId: number
  serviceId: number | null
  rule: string
  recordSeries: string
  what: 'approve disposal' | 'keep all longer' | 'second approval' | 'send back' | 'confirmation'
  by: { id: number | null; name: string }[]
  records: number
}

type Happened = Omit<Decided, 'by'> & { instructionId: number | null; byId: number; byName: string }

/** What was decided about the reviews of services after one instant and until another, inclusive, in the order of time. */
export async function decidedBetween(db: Db, after: string, until: string): Promise<Decided[]> {
  const { rows } = await sql<Happened>`
    with happened as (
      select review_id, cast(null as integer) as instruction_id, decision as what, decided_by_id as by_id, decided_by_name as by_name, decided_at as at,
        record_count as records
      from review_decisions as decision where decided_at > ${after} and decided_at <= ${until} and ${isMade('decision')}
      union all
      select review_id, cast(null as integer), 'confirmation', confirmed_by_id, confirmed_by_name, confirmed_at, record_count
      from disposal_confirmations where confirmed_at > ${after} and confirmed_at <= ${until}
      union all
      select instruction.review_id, instruction.id, 'confirmation', 0, source.name, instruction.closed_at, ${doneInLastRound}
      from disposal_instructions as instruction join source_systems as source on source.id = instruction.source_system_id
      where instruction.closed_at > ${after} and instruction.closed_at <= ${until} and instruction.done_count > 0
    )
    select happened.review_id, happened.instruction_id, review.service_id, rule.code as rule, version.record_series, happened.what,
      happened.by_id, happened.by_name, happened.records
    from happened
    join disposal_reviews as review on review.id = happened.review_id
    join retention_rules as rule on rule.id = review.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    where review.service_id is not null
    order by happened.at, happened.review_id`.execute(db)
  const answerers = await answerersOf(
    db,
    rows.flatMap(({ instructionId }) => instructionId ?? []),
    'last',
  )
  return rows.map(({ instructionId, byId, byName, ...decided }) => ({
    ...decided,
    by: instructionId === null ? [{ id: byId, name: byName }] : confirmedBy(answerers, instructionId, byName),
  }))
}

/** How many records of an instruction were disposed of since those that had failed were instructed again; all where none were. */
const doneInLastRound = sql`case when instruction.round = 1 then instruction.done_count else (
    select coalesce(sum(done_count), 0) from disposal_answers as answers
    where answers.instruction_id = instruction.id and answers.round = instruction.round
  ) + (
    select count(*) from instruction_items as item
    where item.instruction_id = instruction.id and item.round = instruction.round and item.recall_answer = 'too late'
  ) end`

/** The people who said that records were disposed of, and their source system where it did by itself. */
const confirmedBy = (answerers: readonly Answerer[], instructionId: number, source: string): Decided['by'] =>
  answerers
    .filter((one) => one.instructionId === instructionId && one.disposed)
    .map(({ personId, name, byToken }) => (byToken ? { id: null, name: source } : { id: personId, name }))

/** The jobs that failed after one instant and until another, inclusive: how often, and the last run that did. */
export async function jobsFailedBetween(
  db: Db,
  after: string,
  until: string,
): Promise<{ job: string; times: number; lastRunId: number }[]> {
  return db
    .selectFrom('jobRuns')
    .where('state', '=', 'failed')
    .where('finishedAt', '>', after)
    .where('finishedAt', '<=', until)
    .groupBy('job')
    .orderBy('job')
    .select((eb) => ['job', eb.fn.countAll<number>().as('times'), eb.fn.max('id').as('lastRunId')])
    .execute()
}

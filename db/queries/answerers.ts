import { sql } from 'kysely'
import { idList, zeroOrOne } from '../dialect.ts'
import type { Db } from '../schema.ts'

/**
 * Who gave answers that count, for which instruction. `personId`: null where that is not known. `byToken`: its source system did, by its own token.
 * `disposed`: some of these said that records were disposed of.
 */
export type Answerer = {
  instructionId: number
  name: string
  personId: number | null
  byToken: boolean
  disposed: boolean
}

/**
 * Who answered instructions, or for their source when that was asked to stop, each once in the order in which they first did.
 *
 * What becomes of records that were called back is no set of answers: it stands with each of them alone, and an index has these by who said so.
 * `rounds`: in which they answered; `last`: since the records that had failed were instructed again, if they were.
 */
export async function answerersOf(
  db: Db,
  instructionIds: readonly number[],
  rounds: 'all' | 'last' = 'all',
): Promise<Answerer[]> {
  const ids = idList(db, instructionIds)
  const ofRounds = (row: string) =>
    rounds === 'all'
      ? sql`true`
      : sql`${sql.ref(`${row}.round`)} = (
          select round from disposal_instructions as of_round where of_round.id = ${sql.ref(`${row}.instruction_id`)})`
  const isOfToken = sql`exists (
    select 1 from api_tokens as token join disposal_instructions as instruction on instruction.source_system_id = token.source_system_id
    where instruction.id = item.instruction_id and token.name || ' (API)' = item.answered_by_name)`
  const { rows } = await sql<Omit<Answerer, 'byToken' | 'disposed'> & { byToken: 0 | 1; disposed: 0 | 1 }>`
    with recalls as (
      select instruction_id, answered_by_name, min(answered_at) as answered_at, max(${zeroOrOne(sql`recall_answer = 'too late'`)}) as disposed
      from instruction_items where instruction_id in ${ids} and recall_answer is not null and ${ofRounds('instruction_items')} group by instruction_id, answered_by_name
    )
    select instruction_id, name, max(person_id) as person_id, by_token, max(disposed) as disposed from (
      select id, instruction_id, given_by_name as name, given_by_id as person_id, ${zeroOrOne(sql`kind = 'api'`)} as by_token,
        ${zeroOrOne(sql`coalesce(done_count, 1) > 0`)} as disposed, given_at as at
      from disposal_answers where instruction_id in ${ids} and applied_count > 0 and ${ofRounds('disposal_answers')}
      union all
      select 0, instruction_id, answered_by_name, null, ${zeroOrOne(isOfToken)}, disposed, answered_at from recalls as item
    ) as answers
    group by instruction_id, name, by_token order by instruction_id, min(at), min(id)`.execute(db)
  return rows.map((row) => ({ ...row, byToken: row.byToken === 1, disposed: row.disposed === 1 }))
}

import { type Selectable, sql } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

export type NoticeRow = Selectable<Schema['instructionNotices']>

/**
 * Writes down whom an instruction concerns beside the council: recipients and processors of the approved activities that use its rule.
 *
 * Source: UK GDPR Article 19: each recipient to whom the data were disclosed is told of an erasure.
 */
export async function addNotices(tx: Db, instructionId: number): Promise<void> {
  await sql`
    insert into instruction_notices (instruction_id, recipient)
    select distinct instruction.id, coalesce(organisation.name, trim(fact.category))
    from disposal_instructions as instruction
    join disposal_reviews as review on review.id = instruction.review_id
    join activity_rules as link on link.rule_id = review.rule_id
    join processing_activities as activity on activity.current_version_id = link.version_id and activity.status <> 'retired'
    join activity_recipients as fact on fact.version_id = link.version_id
    left join organisations as said on said.id = fact.organisation_id
    left join organisations as organisation on organisation.id = ${inPlaceOf('said')}
    where instruction.id = ${instructionId} and fact.role <> 'internal'
      and coalesce(organisation.name, trim(fact.category)) <> ''
    on conflict (instruction_id, recipient) do nothing`.execute(tx)
}

/** Who has to be told of an instruction, by name. */
export async function noticesOf(db: Db, instructionId: number): Promise<NoticeRow[]> {
  return db
    .selectFrom('instructionNotices')
    .selectAll()
    .where('instructionId', '=', instructionId)
    .orderBy('recipient')
    .execute()
}

/** Writes down that a recipient was told, when nobody has yet; false otherwise. */
export async function tellRecipient(
  tx: Db,
  {
    id,
    instructionId,
    ...told
  }: { id: number; instructionId: number; toldOn: string; toldByName: string; how: string },
): Promise<boolean> {
  const result = await tx
    .updateTable('instructionNotices')
    .set(told)
    .where('id', '=', id)
    .where('instructionId', '=', instructionId)
    .where('toldOn', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

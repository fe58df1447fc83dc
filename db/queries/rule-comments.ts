import type { Insertable, Selectable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** What somebody said or did about a draft of a rule; the text may be blank but for a comment. */
export type RuleComment = Selectable<Schema['ruleComments']>

/** Keeps a comment. */
export async function addRuleComment(db: Db, comment: Insertable<Schema['ruleComments']>): Promise<void> {
  await db.insertInto('ruleComments').values(comment).execute()
}

/** What was said and done about a draft, in its order. */
export async function ruleCommentsOn(db: Db, draftId: number): Promise<RuleComment[]> {
  return db.selectFrom('ruleComments').selectAll().where('draftId', '=', draftId).orderBy('id').execute()
}

import type { Db } from '../schema.ts'

export type CommentKind = 'comment' | 'submitted' | 'returned' | 'approved' | 'withdrawn'

/** What somebody said or did about a version of an activity on its way to approval; the text may be blank but for a comment. */
export type Comment = {
  activityId: number
  versionId: number
  kind: CommentKind
  text: string
  writtenAt: string
  writtenByName: string
}

/** Keeps a comment. */
export async function addComment(db: Db, comment: Comment): Promise<void> {
  await db.insertInto('activityComments').values(comment).execute()
}

/** What was said and done about a version, in its order. */
export async function commentsOn(db: Db, versionId: number): Promise<Comment[]> {
  return db
    .selectFrom('activityComments')
    .select(['activityId', 'versionId', 'kind', 'text', 'writtenAt', 'writtenByName'])
    .where('versionId', '=', versionId)
    .orderBy('id')
    .execute()
}

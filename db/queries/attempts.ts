import type { Db } from '../schema.ts'

/** How often something was tried, and when the count begins anew. */
export type Attempts = { tries: number; lapsesAt: string }

/**
 * Counts one more try and returns the count. `lapsesAt`: when a count that begins now will lapse.
 *
 * A count that would lapse later than one that begins now was begun under a clock that was far ahead, and begins anew too.
 */
export async function countAttempt(db: Db, key: string, now: string, lapsesAt: string): Promise<Attempts> {
  return db
    .insertInto('attempts')
    .values({ key, tries: 1, lapsesAt })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => {
        const lapsed = eb.or([eb('attempts.lapsesAt', '<=', now), eb('attempts.lapsesAt', '>', lapsesAt)])
        return {
          tries: eb
            .case()
            .when(lapsed)
            .then(1)
            .else(eb('attempts.tries', '+', 1))
            .end(),
          lapsesAt: eb.case().when(lapsed).then(lapsesAt).else(eb.ref('attempts.lapsesAt')).end(),
        }
      }),
    )
    .returning(['tries', 'lapsesAt'])
    .executeTakeFirstOrThrow()
}

/** Takes one try back from each count. */
export async function takeBackAttempt(db: Db, keys: string[]): Promise<void> {
  await db
    .updateTable('attempts')
    .set((eb) => ({ tries: eb('tries', '-', 1) }))
    .where('key', 'in', keys)
    .where('tries', '>', 0)
    .execute()
}

/** Forgets the count of one key. */
export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.deleteFrom('attempts').where('key', '=', key).execute()
}

/** Removes the counts that have lapsed. */
export async function removeLapsedAttempts(db: Db, now: string): Promise<void> {
  await db.deleteFrom('attempts').where('lapsesAt', '<=', now).execute()
}

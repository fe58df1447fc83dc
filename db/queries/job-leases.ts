import type { Db } from '../schema.ts'

/** Who holds a job, and until when. */
export type Lease = { job: string; holder: string; expiresAt: string }

/**
 * Claims a job for its holder and says whether it got it: nobody holds it, or the lease of whoever did has lapsed.
 *
 * A lease that ends after `absurd` was taken under a clock that was far ahead, and counts as lapsed too.
 */
export async function claimLease(db: Db, lease: Lease, now: string, absurd: string): Promise<boolean> {
  const claimed = await db
    .insertInto('jobLeases')
    .values(lease)
    .onConflict((conflict) =>
      conflict
        .column('job')
        .doUpdateSet({ holder: lease.holder, expiresAt: lease.expiresAt })
        .where((eb) => eb.or([eb('jobLeases.expiresAt', '<', now), eb('jobLeases.expiresAt', '>', absurd)])),
    )
    .returning('holder')
    .executeTakeFirst()
  return claimed !== undefined
}

/** The leases that are held, or whose holders have died. */
export async function allLeases(db: Db): Promise<Lease[]> {
  return db.selectFrom('jobLeases').select(['job', 'holder', 'expiresAt']).execute()
}

/** Prolongs a lease; false when its holder no longer has it. */
export async function renewLease(db: Db, lease: Lease): Promise<boolean> {
  const result = await db
    .updateTable('jobLeases')
    .set({ expiresAt: lease.expiresAt })
    .where('job', '=', lease.job)
    .where('holder', '=', lease.holder)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Hands a job back; nothing happens when somebody else holds it by now. */
export async function releaseLease(db: Db, { job, holder }: Pick<Lease, 'job' | 'holder'>): Promise<void> {
  await db.deleteFrom('jobLeases').where('job', '=', job).where('holder', '=', holder).execute()
}

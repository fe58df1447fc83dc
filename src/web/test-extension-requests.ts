import type { User } from '../domain/permission.ts'
import type { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** A request in each of two reviews to keep records longer once more, of a record that is due in it; returns their ids. */
export async function extensionsAsked(
  { db, clock, world }: Site,
  reviews: { libraries: number; unassigned: number },
): Promise<Record<'libraries' | 'unassigned', number>> {
  const ask = async (reviewId: number, who: User, batchId: number): Promise<number> => {
    const says = { keepUntil: '2027-03-01', keepBecause: 'legal claim', reason: 'A claim is expected' }
    const by = { askedById: who.id, askedByName: who.name, askedAt: clock.now() }
    const request = await db
      .insertInto('extensionRequests')
      .values({ batchId, reviewId, ...says, ...by, answer: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const record = await db
      .selectFrom('records')
      .select('id')
      .where('reviewId', '=', reviewId)
      .where('state', '=', 'due')
      .executeTakeFirst()
    if (record)
      await db.insertInto('extensionRequestRecords').values({ requestId: request.id, recordId: record.id }).execute()
    return request.id
  }
  return {
    libraries: await ask(reviews.libraries, world.users.manager, 1001),
    unassigned: await ask(reviews.unassigned, world.users.auditor, 1002),
  }
}

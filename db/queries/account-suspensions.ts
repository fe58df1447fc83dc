import type { Db } from '../schema.ts'

/** Who suspended an account last, and what they said of why; both are empty once they have been erased. */
export type SuspensionRow = { name: string; details: string }

/** The last suspension of an account as the trail holds it, or undefined. `details`: JSON, with the reason among its facts. */
export async function lastSuspension(db: Db, userId: number): Promise<SuspensionRow | undefined> {
  const row = await db
    .selectFrom('auditEvents as event')
    .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
    .select(['person.name', 'person.details'])
    .where('event.subjectKind', '=', 'user')
    .where('event.subjectId', '=', String(userId))
    .where('event.kind', '=', 'suspended')
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { name: row.name ?? '', details: row.details ?? '{}' }
}

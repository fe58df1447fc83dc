import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { ContactFacts } from '../../src/domain/findings/check.ts'
import type { Db } from '../schema.ts'
import type { Organisation } from './organisations.ts'

/** What of an organisation changes, and is kept when it does. */
export const changingFacts = [
  'name',
  'kind',
  'address',
  'email',
  'telephone',
  'icoRegistration',
  'dpoContact',
  'complaints',
  'approvals',
] as const satisfies readonly (keyof Organisation)[]

/** Keeps what is known of an organisation before it is changed. */
export async function keepBefore(tx: Db, organisation: Organisation, changedAt: string): Promise<void> {
  const before = JSON.stringify(Object.fromEntries(changingFacts.map((fact) => [fact, organisation[fact]])))
  await tx.insertInto('organisationChanges').values({ organisationId: organisation.id, changedAt, before }).execute()
}

/** The organisations that there were at the end of a day, with what was known of them then, by name. */
export async function organisationsThen(db: Db, asAt: AsAt): Promise<Organisation[]> {
  const rows = await db
    .selectFrom('organisations')
    .selectAll()
    .where('addedAt', '<', asAt.before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('merges')
            .select('merges.id')
            .where('merges.kind', '=', 'organisation')
            .whereRef('merges.fromId', '=', 'organisations.id')
            .where('merges.mergedAt', '<', asAt.before),
        ),
      ),
    )
    .orderBy(sql`lower(name)`)
    .execute()
  const then = await factsThen(db, asAt)
  return rows
    .map((row) => ({ ...row, ...then.get(row.id) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || a.id - b.id)
}

/** What was known of an organisation at the end of a day; undefined when it was added later. */
export async function organisationThen(db: Db, now: Organisation, asAt: AsAt): Promise<Organisation | undefined> {
  if (now.addedAt >= asAt.before) return undefined
  return { ...now, ...(await factsThen(db, asAt)).get(now.id) }
}

/** How every organisation could be reached at the end of a day, by code; one that was added later as it is now. */
export async function contactFactsThen(db: Db, asAt: AsAt): Promise<Map<string, ContactFacts>> {
  const rows = await db
    .selectFrom('organisations')
    .select(['id', 'code', 'name', 'address', 'email', 'telephone', 'dpoContact'])
    .execute()
  const then = await factsThen(db, asAt)
  return new Map(
    rows.map(({ id, code, ...facts }) => {
      const { name, address, email, telephone, dpoContact } = { ...facts, ...then.get(id) }
      return [code, { name, address, email, telephone, dpoContact }]
    }),
  )
}

/** What was known at the end of a day of those organisations that have been changed since, by id. */
export async function factsThen(
  db: Db,
  asAt: AsAt,
): Promise<Map<number, Pick<Organisation, (typeof changingFacts)[number]>>> {
  const changes = await db
    .selectFrom('organisationChanges')
    .select(['organisationId', 'before'])
    .where('changedAt', '>=', asAt.before)
    .orderBy('id', 'desc')
    .execute()
  // Of several later changes the earliest says what was known: it is written last.
  return new Map(changes.map(({ organisationId, before }) => [organisationId, JSON.parse(before)]))
}

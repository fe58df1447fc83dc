import type { Insertable, Selectable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** A token as it is kept, with the source system whose it is. Its text is nowhere. */
export type ApiToken = Omit<Selectable<Schema['apiTokens']>, 'tokenHash'> & { source: string; sourceName: string }

/** The tokens of a source system: those that are not revoked first, then the latest first. */
export async function apiTokensOf(db: Db, source: string): Promise<ApiToken[]> {
  return tokens(db)
    .where('system.code', '=', source)
    .orderBy((eb) => eb('token.revokedAt', 'is not', null))
    .orderBy('token.id', 'desc')
    .execute()
}

/** One token of a source system, or undefined. */
export async function apiTokenById(db: Db, source: string, id: number): Promise<ApiToken | undefined> {
  return tokens(db).where('system.code', '=', source).where('token.id', '=', id).executeTakeFirst()
}

/** The token whose text has this hash, or undefined. */
export async function apiTokenByHash(db: Db, hash: string): Promise<ApiToken | undefined> {
  return tokens(db).where('token.tokenHash', '=', hash).executeTakeFirst()
}

/** The tokens that are not revoked and work for the last time between two days, both inclusive; the first to expire first. */
export async function apiTokensExpiring(db: Db, from: string, to: string): Promise<ApiToken[]> {
  return tokens(db)
    .where('token.revokedAt', 'is', null)
    .where('token.expiresOn', '>=', from)
    .where('token.expiresOn', '<=', to)
    .orderBy('token.expiresOn')
    .orderBy('token.id')
    .execute()
}

/** How many tokens each source system has that work on a day, by its code; one without any is not there. */
export async function workingTokens(db: Db, today: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('apiTokens as token')
    .innerJoin('sourceSystems as system', 'system.id', 'token.sourceSystemId')
    .where('token.revokedAt', 'is', null)
    .where('token.expiresOn', '>=', today)
    .groupBy('system.code')
    .select((eb) => ['system.code', eb.fn.countAll<number>().as('count')])
    .execute()
  return new Map(rows.map(({ code, count }) => [code, count]))
}

/** Adds a token and returns its id, or null when the system has one of that name that is not revoked. */
export async function addApiToken(db: Db, token: Insertable<Schema['apiTokens']>): Promise<number | null> {
  const added = await db
    .insertInto('apiTokens')
    .values(token)
    .onConflict((conflict) => conflict.columns(['sourceSystemId', 'name']).where('revokedAt', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Revokes a token of a source system; false when it is revoked already, or is none. */
export async function setTokenRevoked(
  db: Db,
  id: number,
  { now, byName }: { now: string; byName: string },
): Promise<boolean> {
  const result = await db
    .updateTable('apiTokens')
    .set({ revokedAt: now, revokedByName: byName })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Writes down that a token is used now, unless that was written down since an instant. */
export async function setTokenUsed(db: Db, id: number, now: string, unlessSince: string): Promise<void> {
  await db
    .updateTable('apiTokens')
    .set({ lastUsedAt: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<=', unlessSince)]))
    .execute()
}

const tokens = (db: Db) =>
  db
    .selectFrom('apiTokens as token')
    .innerJoin('sourceSystems as system', 'system.id', 'token.sourceSystemId')
    .select(['token.id', 'token.sourceSystemId', 'token.name', 'token.hint', 'token.createdAt', 'token.createdByName'])
    .select(['token.expiresOn', 'token.lastUsedAt', 'token.revokedAt', 'token.revokedByName'])
    .select(['system.code as source', 'system.name as sourceName'])

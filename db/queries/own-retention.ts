import type { RuleContent } from '../../src/domain/retention-rule.ts'
import { idList, textList } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** A rule of the schedule as it is in force, as far as disposing needs to know. */
export type OwnRule = Pick<RuleContent, 'triggerKind' | 'countedFrom' | 'period' | 'disposalAction'> & {
  standing: 'proposed' | 'confirmed'
}

/** The rule in force with a code, or undefined. */
export async function ownRule(db: Db, code: string): Promise<OwnRule | undefined> {
  return db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['version.triggerKind', 'version.countedFrom', 'version.period'])
    .select(['version.disposalAction', 'version.standing'])
    .where('rule.code', '=', code)
    .executeTakeFirst()
}

/** Every version of the rule with a code, in their order, each with the day from which it was in force. */
export async function ownRuleVersions(db: Db, code: string): Promise<(OwnRule & { validFrom: string })[]> {
  return db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.ruleId', 'rule.id')
    .select(['version.triggerKind', 'version.countedFrom', 'version.period'])
    .select(['version.disposalAction', 'version.standing', 'version.validFrom'])
    .where('rule.code', '=', code)
    .orderBy('version.version')
    .execute()
}

/** The London dates on which something happened whose names are still kept, each once. */
export async function daysWithNames(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('auditEventPersons').select('happenedOn').distinct().orderBy('happenedOn').execute()
  return rows.map(({ happenedOn }) => happenedOn)
}

/** The first events of those days whose names are still kept, by number; no more than the limit. */
export async function eventsWithNames(db: Db, days: string[], limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('auditEventPersons')
    .select('eventId')
    .where('happenedOn', 'in', textList(db, days))
    .orderBy('eventId')
    .limit(limit)
    .execute()
  return rows.map(({ eventId }) => eventId)
}

/** The events between two numbers, both inclusive, that named somebody when they were written. */
export async function eventsThatNamed(db: Db, first: number, last: number): Promise<number[]> {
  const rows = await db
    .selectFrom('auditEvents')
    .select('id')
    .where('id', '>=', first)
    .where('id', '<=', last)
    .where('personDigest', '<>', '')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Takes out who some events name, and from which address. */
export async function eraseNames(db: Db, eventIds: readonly number[]): Promise<void> {
  await db.deleteFrom('auditEventPersons').where('eventId', 'in', idList(db, eventIds)).execute()
}

/** The accounts that are closed and still bear a name, with when they were closed. */
export async function closedAccounts(db: Db): Promise<{ id: number; suspendedAt: string }[]> {
  const rows = await db
    .selectFrom('users')
    .select(['id', 'suspendedAt'])
    .where('suspendedAt', 'is not', null)
    .where('erasedAt', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, suspendedAt }) => ({ id, suspendedAt: suspendedAt ?? '' }))
}

/**
 * Takes the name, the address and every means of signing in from a closed account; true when it was still closed.
 *
 * Its number and role stay, since what was decided points to them.
 */
export async function eraseAccount(db: Db, id: number, now: string): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({
      ...{ name: `Former user ${id}`, email: `former-${id}@erased.invalid`, passwordHash: '', passwordSetAt: null },
      ...{ secondFactorSecret: null, secondFactorConfirmedAt: null, secondFactorLastStep: null },
      ...{ ssoSubject: null, lastSignedInAt: null, optionalMail: 0, demonstration: 0, erasedAt: now },
    })
    .where('id', '=', id)
    .where('suspendedAt', 'is not', null)
    .where('erasedAt', 'is', null)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await db.deleteFrom('accountLinks').where('userId', '=', id).execute()
  await db.deleteFrom('recoveryCodes').where('userId', '=', id).execute()
  await db.deleteFrom('sessions').where('userId', '=', id).execute()
  await db.deleteFrom('savedViews').where('userId', '=', id).execute()
  return true
}

import assert from 'node:assert/strict'
import type { Db } from '../../db/schema.ts'
import { caseRule } from '../../db/test-rules.ts'
import type { smallWorld } from '../../db/test-world.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { Role } from '../domain/permission.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { recordEvent } from './audit.ts'
import { OWN_RULE } from './own-rule.ts'
import { addRule } from './retention-rules.ts'
import { acting } from './test-acting.ts'

export const clockAt = (day: IsoDate, time = '12:00:00'): Clock => ({
  today: () => day,
  now: () => `${day}T${time}.000Z`,
})

/** AUD-01 as the schedule has it, but for some parts. */
export const ownContent = (parts: Partial<RuleContent> = {}): RuleContent =>
  caseRule({ countedFrom: 'financial_year_end', period: 'P6Y', constraint: 'minimum', ...parts })

/** Puts AUD-01 into force from a day. */
export async function putOwnRule(
  db: Db,
  parts: Partial<RuleContent> = {},
  from: IsoDate = '2025-01-01',
): Promise<void> {
  assert.ok((await addRule(db, acting(clockAt(from)), { ...ownContent(parts), code: OWN_RULE })).ok)
}

/** Somebody signs in on a day; gives the number of the event. */
export const somethingHappened = (
  db: Db,
  world: Awaited<ReturnType<typeof smallWorld>>,
  day: IsoDate,
  { role = 'governance' as Role, time = '12:00:00' } = {},
): Promise<number> =>
  db
    .transaction()
    .execute((tx) =>
      recordEvent(
        tx,
        { who: world.users[role], clock: clockAt(day, time), address: '10.0.0.7' },
        { kind: 'signed in', subject: { kind: 'user', id: '1' } },
      ),
    )

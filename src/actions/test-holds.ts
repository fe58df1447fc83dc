import assert from 'node:assert/strict'
import type { Db } from '../../db/schema.ts'
import { addDays, type Clock } from '../domain/calendar.ts'
import { checkHold } from '../domain/hold-draft.ts'
import type { User } from '../domain/permission.ts'
import { liftHold, placeHold } from './disposal-holds.ts'
import { draftHold } from './hold-drafts.ts'
import { carryOutHolds } from './hold-release.ts'

/** The key of the hashes that tests use. */
export const HASH_KEY = 'k'.repeat(32)

type Who = { who: User; clock: Clock }
type On = {
  services?: string[]
  rules?: string[]
  sources?: string[]
  triggerFrom?: string
  triggerTo?: string
  source?: string
  references?: string[]
}

/** Places a hold and returns its id; what it catches still stands where it stood. */
export async function placed(db: Db, acting: Who, { references, ...on }: On): Promise<number> {
  const today = acting.clock.today()
  const entered = {
    ...{
      title: 'Claim 2026/117',
      kind: 'litigation',
      mandate: 'Legal services, CPR 31',
      reason: 'A claim was announced',
    },
    ...{ reviewOn: addDays(today, 90), catches: references ? 'list' : 'criteria', ...on },
  }
  const draft = checkHold(entered, today)
  assert.ok(draft.ok, JSON.stringify(draft))
  const drafted = await draftHold(db, acting, draft.value, { references: references ?? [], repeated: 0 }, {})
  assert.ok(drafted.ok, JSON.stringify(drafted))
  const hold = await placeHold(db, acting, drafted.value, HASH_KEY)
  assert.ok(hold.ok, JSON.stringify(hold))
  return hold.value
}

/** Places a hold and carries it out. */
export async function held(db: Db, acting: Who, on: On): Promise<number> {
  const id = await placed(db, acting, on)
  await carryOutHolds(db, acting)
  return id
}

/** Lifts a hold that nobody has changed since it was placed. */
export async function lifted(db: Db, acting: Who, id: number): Promise<void> {
  const done = await liftHold(db, acting, { id, seen: 1 }, { reason: 'The claim was settled' })
  assert.ok(done.ok, JSON.stringify(done))
}

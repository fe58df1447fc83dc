import assert from 'node:assert/strict'
import { draftHold } from '../actions/hold-drafts.ts'
import { held } from '../actions/test-holds.ts'
import { addDays } from '../domain/calendar.ts'
import { checkHold } from '../domain/hold-draft.ts'
import type { testSite } from './test-site.ts'

/** Holds on records of each service that stand in no review, and one that was entered and not placed. */
export async function disposalHolds({ db, world, clock }: Awaited<ReturnType<typeof testSite>>) {
  const governance = { who: world.users.governance, clock }
  const holds = {
    libraries: await held(db, governance, { services: ['LIB'], rules: ['LIB-10'] }),
    music: await held(db, governance, { services: ['MUS'], rules: ['MUS-02'], triggerTo: '1950-12-31' }),
  }
  const today = clock.today()
  const about = { title: 'Inquiry', kind: 'inquiry', mandate: 'Inquiries Act 2005', reason: 'It was announced' }
  const entered = { ...about, reviewOn: addDays(today, 90), catches: 'criteria', rules: ['LIB-10'] }
  const draft = checkHold(entered, today)
  assert.ok(draft.ok)
  const drafted = await draftHold(db, governance, draft.value, { references: [], repeated: 0 }, entered)
  assert.ok(drafted.ok)
  return { holds, holdDraft: drafted.value }
}

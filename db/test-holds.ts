import { addHold } from './queries/disposal-holds.ts'
import type { Db } from './schema.ts'
import type { smallWorld } from './test-world.ts'

type Scope = Parameters<typeof addHold>[2][number]

/** Places a hold on the small world and returns its id. `scopes`: what it catches; what a scope leaves out may be anything. */
export async function placeHold(
  db: Db,
  { users }: Pick<Awaited<ReturnType<typeof smallWorld>>, 'users'>,
  scopes: Partial<Scope>[],
  { kind = 'other', placedOn = '2026-11-01' }: { kind?: 'litigation' | 'audit' | 'other'; placedOn?: string } = {},
): Promise<number> {
  const none = { liftedOn: null, liftedAt: null, liftedByName: null, liftedReason: null, carriedOutAt: null }
  const by = { placedById: users.governance.id, placedByName: users.governance.name }
  const any = { serviceId: null, ruleId: null, sourceSystemId: null, triggerFrom: null, triggerTo: null }
  const words = { title: 'Claim', mandate: 'Court', reason: 'Claim', reviewOn: '2027-01-01' }
  const placed = { placedOn, placedAt: `${placedOn}T12:00:00.000Z` }
  return addHold(
    db,
    { kind, ...words, ...placed, ...by, ...none },
    scopes.map((scope) => ({ ...any, ...scope })),
  )
}

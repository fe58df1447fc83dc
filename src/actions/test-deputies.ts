import assert from 'node:assert/strict'
import { afterEach, beforeEach } from 'node:test'
import { addAccount } from '../../db/queries/accounts.ts'
import { userById } from '../../db/queries/users.ts'
import type { Config } from '../config.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { DeputyDraft } from '../domain/deputy.ts'
import type { User } from '../domain/permission.ts'
import { nameDeputy } from './deputies.ts'
import { reviewWorld, TODAY } from './test-review.ts'

/** A site that sends no messages. */
export const quietSite: Pick<Config, 'mail' | 'baseUrl'> = {
  baseUrl: 'https://muniment.example.gov.uk',
  mail: undefined,
}

/** The last day of a time as deputy that begins today, unless a test says otherwise. */
export const NEXT_WEEK = '2026-11-29'

/** The world of reviews, afresh for each test, with Mona Price, who manages the music service, and what tests of deputies do all the time. */
export function deputyWorld() {
  let at: Awaited<ReturnType<typeof reviewWorld>>
  let other: User
  beforeEach(async () => {
    at = await reviewWorld()
    const person = { name: 'Mona Price', email: 'mona@muniment.example', role: 'manager' } as const
    const serviceIds = [at.world.services.music]
    const id = (await addAccount(at.db, { ...person, serviceIds }, `${TODAY}T09:00:00.000Z`)) ?? 0
    await at.db.updateTable('users').set({ passwordHash: 'none' }).where('id', '=', id).execute()
    other = { id, ...person, serviceIds }
  })
  afterEach(() => at.close())
  /** The manager of the libraries names Mona Price for a week from today, unless the parts say otherwise. */
  const name = (parts: Partial<DeputyDraft> = {}, by = at.manager) =>
    nameDeputy(at.db, by, { services: ['LIB'], deputy: other.id, from: TODAY, to: NEXT_WEEK, ...parts }, quietSite)
  return {
    world: () => at,
    other: () => other,
    name,
    /** The number of a time as deputy that was to be given. */
    idOf: async (named: ReturnType<typeof name>): Promise<number> => {
      const done = await named
      assert.ok(done.ok, JSON.stringify(done))
      return done.value[0] ?? 0
    },
    /** A person as they act on a day; null: with their own services alone. */
    on: async (user: Pick<User, 'id'>, day: IsoDate | null = TODAY): Promise<User> => {
      const found = await userById(at.db, user.id, day)
      assert.ok(found)
      return found
    },
  }
}

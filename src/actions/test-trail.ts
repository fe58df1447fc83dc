import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type ChainLink, linksAfter } from '../../db/queries/audit-chain.ts'
import { organisationByCode } from '../../db/queries/organisations.ts'
import type { Db } from '../../db/schema.ts'
import { dropGuards, dropReferenceOfPersons } from '../../db/test-guards.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { type ChainedEvent, hashOfEvent, NO_HASH } from '../domain/audit-event.ts'
import { OrganisationDraft } from '../domain/organisation.ts'
import { program } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { fingerprint } from './fingerprint.ts'
import { recordExport } from './list-exported.ts'
import { addOrganisation, changeOrganisation } from './organisations.ts'
import { addService } from './services.ts'
import { recordSignIn } from './sign-in.ts'
import { sweep } from './sweep.ts'

type World = Awaited<ReturnType<typeof smallWorld>>

const ROUNDS = 5
const guards = [
  ...['audit_events_follow', 'audit_events_once', 'audit_events_stand', 'audit_events_stay'],
  ...['audit_event_persons_once', 'audit_event_persons_stand'],
  ...['audit_anchors_once', 'audit_anchors_stand', 'audit_anchors_stay'],
]

/** Some 30 events of people and programs, as the actions write them, in a database whose triggers are gone: as somebody who owns the file would have it. */
export async function unguardedTrail() {
  const { db, close } = await temporaryDatabase()
  await doThings(db, await smallWorld(db))
  await dropGuards(db, ...guards)
  await dropReferenceOfPersons(db)
  return { db, close, links: await linksAfter(db, null, 1000) }
}

/** People sign in, add and change things and take files away, while the sweep runs; each round on a day of its own. */
export async function doThings(db: Db, world: World, firstDay = 20): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const day = `2026-11-${firstDay + round}`
    const clock = { today: () => day, now: () => `${day}T12:00:00.000Z` }
    const as = (role: keyof World['users']): Acting => ({
      who: world.users[role],
      clock,
      requestId: `r-${round}`,
      address: '10.0.0.7',
    })
    await recordSignIn(db, { ...as('governance'), who: world.users.governance }, 'password')
    const code = `ORG${round}`
    const draft = OrganisationDraft.parse({
      name: `Council ${round}`,
      kind: 'council',
      email: `dpo-${round}@example.org`,
    })
    assert.ok((await addOrganisation(db, as('governance'), code, draft)).ok)
    const seen = fingerprint((await organisationByCode(db, code)) ?? {})
    assert.ok(
      (
        await changeOrganisation(db, as('governance'), code, seen, {
          ...draft,
          name: `City ${round}`,
          address: '=1+1, "Ünï"',
        })
      ).ok,
    )
    assert.ok(
      (await addService(db, as('administrator'), `SVC${round}`, { name: `Service ${round}`, organisation: code })).ok,
    )
    await recordExport(db, as('auditor'), { list: 'records', format: 'csv', filters: { state: 'due' } })
    assert.ok((await sweep(db, { clock, who: program('Schedule') })).ok)
  }
}

/** Does something to the database, looks at what comes of it, and undoes it. */
export async function tampered<T>(
  db: Db,
  tamper: (tx: Db) => Promise<unknown>,
  look: (tx: Db) => Promise<T>,
): Promise<T> {
  let seen: { value: T } | undefined
  const undo = new Error('undo')
  try {
    await db.transaction().execute(async (tx) => {
      await tamper(tx)
      seen = { value: await look(tx) }
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
  assert.ok(seen)
  return seen.value
}

/** Writes columns of an event over. */
export const overwrite = (tx: Db, id: number, columns: Partial<ChainLink>) => {
  const { person: _, ...stored } = columns
  return tx.updateTable('auditEvents').set(stored).where('id', '=', id).execute()
}

/** Gives the events from a number on other numbers, with who they name; by a detour, since numbers are unique. */
export async function shift(tx: Db, from: number, by: number): Promise<void> {
  for (const [table, column] of [
    ['audit_events', 'id'],
    ['audit_event_persons', 'event_id'],
  ] as const) {
    const [where, what] = [sql.table(table), sql.ref(column)]
    await sql`update ${where} set ${what} = -(${what} + ${by}) where ${what} >= ${from}`.execute(tx)
    await sql`update ${where} set ${what} = -${what} where ${what} < 0`.execute(tx)
  }
}

/** Takes an event out, and who it names. */
export async function remove(tx: Db, id: number): Promise<void> {
  await tx.deleteFrom('auditEventPersons').where('eventId', '=', id).execute()
  await tx.deleteFrom('auditEvents').where('id', '=', id).execute()
}

/** Makes the hashes of the events from a number on anew, each with that of the one before: a chain that is whole again. */
export async function chainAnew(tx: Db, from: number): Promise<void> {
  let previousHash = from === 1 ? NO_HASH : ((await linksAfter(tx, from - 2, 1))[0]?.hash ?? '')
  for (const { person: _, hash: __, ...event } of await linksAfter(tx, from - 1, 1000)) {
    const chained: ChainedEvent = { ...event, previousHash }
    previousHash = hashOfEvent(chained)
    await overwrite(tx, event.id, { previousHash: chained.previousHash, hash: previousHash })
  }
}

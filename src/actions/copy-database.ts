import { resolve } from 'node:path'
import type { Table } from '../../db/catalogue.ts'
import { pathOf } from '../../db/copy.ts'
import type { Db } from '../../db/schema.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { isPostgresUrl, placeOf } from '../domain/database-url.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { type TrailVerdict, verifyTrail } from './audit-trail.ts'
import { readingSource } from './copy-source.ts'
import { type Contents, commonTables, contentsOfTable, copyTable } from './copy-tables.ts'
import { fillingTarget } from './copy-target.ts'
import { verdictInWords } from './trail-verification.ts'

/** From which address to which; `say` takes a line for whoever waits. */
export type CopyRequest = { from: string; to: string; say: (line: string) => void }

/** A table as it was read from the source, and as it was read back from the target. */
export type CopiedTable = { table: string; source: Contents; target: Contents; same: boolean }

/** What came of it. `same`: every table is, and the audit trail is whole and ends with the same event; else nothing was kept. */
export type Copied = { same: boolean; tables: CopiedTable[]; trail: TrailVerdict }

/**
 * What is not taken along: who is signed in, for a session would go on in two databases, and signing out would end it in one; and who runs
 * a job, which no process does once the server has stopped. Everything else is, also counts of tries to sign in and links that are still to be used.
 */
export const LEFT_OUT: readonly string[] = ['sessions', 'job_leases']

const SAY_EVERY = 1_000_000

/**
 * Copies all that a database holds into an empty one, which may be of the other kind, and reads it back.
 *
 * The source is read as it stands at one moment and is not changed. The target is there as a whole, with every table the same, or stays
 * empty. Throws `DatabaseUnusable`, with what to do, for a source or a target that cannot be one.
 */
export async function copyBetween(acting: Acting, { from, to, say }: CopyRequest): Promise<Copied> {
  mustBeAllowed(acting, 'restore a backup')
  if (identityOf(from) === identityOf(to))
    throw new DatabaseUnusable('The source and the target are the same database.')
  const today = acting.clock.today()
  return readingSource(from, async (source) => {
    say('Checking the audit trail of the source.')
    const trail = await verifyTrail(source, { today })
    if (trail.broken)
      throw new DatabaseUnusable(
        `The source is not whole. ${verdictInWords(trail)} Restore a backup of it, and copy that.`,
      )
    const read: Read[] = []
    const fill = async (target: Db) => {
      for (const table of await tablesToCopy(source, target))
        read.push({ table, source: await copyTable(source, target, table, sayingHowFar(table.name, say)) })
      say('Putting indexes and references back.')
    }
    const verify = async (target: Db) => {
      say('Reading the target back.')
      const copied = await compare(target, read, trail, await verifyTrail(target, { today }))
      if (!copied.same) throw new NotTheSame(copied)
      return copied
    }
    return fillingTarget(to, { fill, verify }).catch((error: unknown) => {
      if (error instanceof NotTheSame) return error.copied
      throw error
    })
  })
}

/** Whatever was copied is given up. */
class NotTheSame extends Error {
  readonly copied: Copied
  constructor(copied: Copied) {
    super('What was read back from the target is not what was read from the source')
    this.copied = copied
  }
}

const identityOf = (url: string): string => (isPostgresUrl(url) ? placeOf(url) : resolve(pathOf(url)))

const tablesToCopy = async (source: Db, target: Db) =>
  (await commonTables(source, target)).filter(({ name }) => !LEFT_OUT.includes(name))

function sayingHowFar(table: string, say: (line: string) => void): (rows: number) => void {
  let next = SAY_EVERY
  return (rows) => {
    if (rows < next) return
    say(`${table}: ${rows.toLocaleString('en-GB')} rows so far.`)
    next += SAY_EVERY
  }
}

/** A table and what was read of it. */
type Read = { table: Table; source: Contents }

async function compare(target: Db, read: Read[], before: TrailVerdict, trail: TrailVerdict): Promise<Copied> {
  const tables: CopiedTable[] = []
  for (const { table, source } of read) {
    const found = await contentsOfTable(target, table)
    const same = found.rows === source.rows && found.sha256 === source.sha256
    tables.push({ table: table.name, source, target: found, same })
  }
  const sameTrail = trail.broken === null && trail.head.id === before.head.id && trail.head.hash === before.head.hash
  return { same: sameTrail && tables.every(({ same }) => same), tables, trail }
}

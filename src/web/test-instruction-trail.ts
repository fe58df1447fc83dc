import { type Happening, recordEvent } from '../actions/audit.ts'
import { instructionSubject } from '../actions/disposal-instructions.ts'
import { program } from '../domain/permission.ts'
import type { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** Tells the audit trail what happened to an instruction that a test made by itself. */
export const tellTrail = (
  { db, clock }: Pick<Site, 'db' | 'clock'>,
  instruction: number,
  happened: Omit<Happening, 'subject'>[],
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const about = { who: program('Test'), clock }
    for (const one of happened) await recordEvent(tx, about, { ...one, subject: instructionSubject(instruction) })
  })

import type { Kysely } from 'kysely'
import { disposalHolds } from './disposal-holds.ts'
import { disposalInstructions } from './disposal-instructions.ts'
import { run } from './wording.ts'

/** What the second half of a record's life needs: holds, instructions and their answers, incidents and certificates. */
export const up = (db: Kysely<unknown>): Promise<void> => run(db, [...disposalHolds, ...disposalInstructions])

import type { Kysely } from 'kysely'
import type { CountsTables } from './schema/counts.ts'
import type { DeputyTables } from './schema/deputies.ts'
import type { DisposalTables } from './schema/disposal.ts'
import type { EntitiesTables } from './schema/entities.ts'
import type { EvidenceTables } from './schema/evidence.ts'
import type { HoldTables } from './schema/holds.ts'
import type { InstructionTables } from './schema/instructions.ts'
import type { InventoryTables } from './schema/inventory.ts'
import type { JobsTables } from './schema/jobs.ts'
import type { MailTables } from './schema/mail.ts'
import type { PeopleTables } from './schema/people.ts'
import type { RegisterTables } from './schema/register.ts'
import type { ReviewCycleTables } from './schema/review-cycle.ts'
import type { ReviewWorkTables } from './schema/review-work.ts'
import type { ScheduleTables } from './schema/schedule.ts'
import type { SearchTables } from './schema/search.ts'

/** A connection, or a transaction on one. Rows have camelCase names; the columns beneath are snake_case. */
export type Db = Kysely<Schema>

/** The tables as the migrations leave them. */
export type Schema = EntitiesTables &
  PeopleTables &
  RegisterTables &
  ReviewCycleTables &
  ReviewWorkTables &
  ScheduleTables &
  SearchTables &
  JobsTables &
  InventoryTables &
  CountsTables &
  DeputyTables &
  DisposalTables &
  HoldTables &
  InstructionTables &
  EvidenceTables &
  MailTables

import type { Kysely } from 'kysely'
import { run } from './wording.ts'

/** What each page of the register counts: all activities that lists show, and the open findings of fifty of them. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, [
    'create index activities_shown on processing_activities (id) where shown_version_id is not null',
    'create index findings_of_activities on findings (activity_id, accepted_until) where fixed_on is null',
  ])

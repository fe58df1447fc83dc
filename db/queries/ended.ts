import { sql } from 'kysely'
import { endStates } from '../../src/domain/held-record.ts'

/** The states of records whose data is gone, as a list in a condition: `state in ${ended}`. They stand in the statement, as indexes of only some states ask for. */
export const ended = sql`(${sql.join(endStates.map((state) => sql.lit(state)))})`

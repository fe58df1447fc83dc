import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** How many records of a service (null: none) fall due in a range of days, both ends inclusive. One range of an index answers, and no record is read. */
export async function fallingDue(
  db: Db,
  from: string,
  to: string,
): Promise<{ serviceId: number | null; records: number }[]> {
  const { rows } = await sql<{ serviceId: number | null; records: number }>`
    select service_id, count(*) as records from records
    where state = 'retained' and due_on >= ${from} and due_on <= ${to} group by service_id`.execute(db)
  return rows
}

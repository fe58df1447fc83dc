import { copyFile } from 'node:fs/promises'
import { inOwnProcess } from './child.ts'
import { AS_AT, type Data, fresh } from './data.ts'
import { bareStatements, sqliteShell, sqliteText } from './limits.ts'
import type { Operation } from './operation.ts'

/** Sweeps of a day on which a share of all records falls due, a tenth of them being in reviews already. */
export const sweepOperations: Record<string, Operation> = Object.fromEntries(
  [0.1, 1, 10, 50].map((percent) => [`sweep-${percent}%`, sweepOf(percent)]),
)

function sweepOf(percent: number): Operation {
  return {
    limitIs: 'one bare update of the records that fall due',
    target: { of: 'time', ratio: 1.3 },
    ready: async (data) => {
      const database = await dueAtOnce(data, percent)
      const newlyDue = Number(await sqliteText(database, `select count(*) from records where ${pastPeriod}`))
      return {
        items: newlyDue,
        ours: async () =>
          inOwnProcess({ work: 'sweep', database: await fresh(data, database), today: AS_AT }, { newlyDue, errors: 0 }),
        limit: async () => bareStatements(await fresh(data, database), [flagAll]),
        close: () => forgetDueAtOnce(percent)(data),
      }
    },
  }
}

/** A database in which a share of all records, in percent, falls due on the day. */
export const dueAtOnce = (data: Data, percent: number): Promise<string> =>
  data.made(dueName(percent), (path) => letFallDue(data, path, percent))

/** Removes that database: it is as large as all others, and soon made again. */
export const forgetDueAtOnce =
  (percent: number) =>
  (data: Data): Promise<void> =>
    data.forget(dueName(percent))

const dueName = (percent: number): string => `due-${percent}.db`

/** Moves the dates of so many retained records, evenly spread over all, to the day of the sweep. */
async function letFallDue(data: Data, path: string, percent: number): Promise<void> {
  await copyFile(await data.swept(), path)
  const count = Math.round((data.rows * percent) / 100)
  await sqliteShell(path, [
    `create temp table falling as with retained as (
      select id, row_number() over (order by id) as place, count(*) over () as held from records
      where state = 'retained' and missing_since is null)
      select id from retained where place * ${count} / held > (place - 1) * ${count} / held;`,
    `update records set retain_until = date('${AS_AT}', '-1 day'), due_on = '${AS_AT}' where id in (select id from falling);`,
  ])
}

const pastPeriod = `state = 'retained' and due_on <= '${AS_AT}' and missing_since is null`

/** Into as many reviews as we open, as the index of reviews grows in as many places then; it opens none. */
const flagAll = `update records set state = 'due', review_id = 1000000 + rule_id * 1000 + coalesce(service_id, 0), flagged_on = '${AS_AT}',
  review_by = '${AS_AT}', backlog = due_on <= first_seen_on where ${pastPeriod};`

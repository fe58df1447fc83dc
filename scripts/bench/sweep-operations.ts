import { copyFile } from 'node:fs/promises'
import { inOwnProcess } from './child.ts'
import { type Data, fresh, NEXT_DAY, removeDatabase } from './data.ts'
import { bare, sqliteShell, sqliteText } from './limits.ts'
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
      const database = await data.made(`due-${percent}.db`, (path) => letFallDue(data, path, percent))
      const newlyDue = Number(await sqliteText(database, `select count(*) from records where ${pastPeriod}`))
      return {
        items: newlyDue,
        ours: async () =>
          inOwnProcess(
            { work: 'sweep', database: await fresh(data, database), today: NEXT_DAY },
            { newlyDue, errors: 0 },
          ),
        limit: async () => bare(await fresh(data, database), [openReview, flagAll]),
        close: () => removeDatabase(database),
      }
    },
  }
}

/** Moves the dates of so many retained records, evenly spread over all, to the day of the sweep. */
async function letFallDue(data: Data, path: string, percent: number): Promise<void> {
  await copyFile(await data.swept(), path)
  const count = Math.round((data.rows * percent) / 100)
  await sqliteShell(path, [
    `create temp table falling as with retained as (
      select id, row_number() over (order by id) as place, count(*) over () as held from records where state = 'retained')
      select id from retained where place * ${count} / held > (place - 1) * ${count} / held;`,
    `update records set retain_until = date('${NEXT_DAY}', '-1 day'), due_on = '${NEXT_DAY}' where id in (select id from falling);`,
  ])
}

const pastPeriod = `state = 'retained' and due_on <= '${NEXT_DAY}'`

const openReview = `insert into disposal_reviews (service_id, rule_id, state, opened_on, review_by)
  select null, min(id), 'open', '${NEXT_DAY}', '${NEXT_DAY}' from retention_rules;`

const flagAll = `update records set state = 'due', review_id = (select max(id) from disposal_reviews), flagged_on = '${NEXT_DAY}',
  review_by = '${NEXT_DAY}', backlog = due_on <= first_seen_on where ${pastPeriod};`

import { copyFile } from 'node:fs/promises'
import { openDatabase } from '../../db/open.ts'
import { ruleList } from '../../db/queries/retention-rules.ts'
import { changeRule } from '../../src/actions/retention-rules.ts'
import { program } from '../../src/domain/permission.ts'
import { contentOf } from '../../src/domain/rule-content.ts'
import { inOwnProcess } from './child.ts'
import { morningOf } from './clock.ts'
import { AS_AT, type Data, fresh } from './data.ts'
import { bareStatements, sqliteText } from './limits.ts'
import type { Operation } from './operation.ts'

const MOST_RECORDS = 1_000_000

/** Longer periods for rules with a million records, or with all of them where there are fewer; a tenth of them are in reviews. */
export const recomputeOperations: Record<string, Operation> = {
  recompute: {
    limitIs: 'one bare update of the dates of those records',
    target: { of: 'time', ratio: 1.5 },
    ready: async (data) => {
      const database = await data.made('changed-rules.db', (path) => lengthenPeriods(data, path))
      const moved = Number(await sqliteText(database, `select count(*) from records where ${toMove}`))
      return {
        items: moved,
        ours: async () =>
          inOwnProcess(
            { work: 'recompute', database: await fresh(data, database), today: AS_AT },
            { records: moved, refused: 0 },
          ),
        limit: async () => bareStatements(await fresh(data, database), [updateOfAll]),
        close: () => data.forget('changed-rules.db'),
      }
    },
  },
}

/** Changes as many rules, one unit of their period longer each, as it takes. */
async function lengthenPeriods(data: Data, path: string): Promise<void> {
  await copyFile(await data.swept(), path)
  const db = openDatabase(`file:${path}`)
  const dated = (await ruleList(db, {}, null)).filter(({ period }) => period !== '')
  const acting = { who: program('Bench'), clock: morningOf(AS_AT) }
  for (const rule of dated.slice(0, Math.ceil((dated.length * MOST_RECORDS) / data.rows))) {
    const content = { ...contentOf(rule), period: rule.period.replace(/\d+/, (digits) => String(Number(digits) + 1)) }
    const change = { code: rule.code, seen: rule.version, content, shortensExisting: false }
    const changed = await changeRule(db, acting, change)
    if (!changed.ok) throw new Error(JSON.stringify(changed.problems))
  }
  await db.destroy()
}

const toMove =
  "rule_id in (select rule_id from retention_rule_versions where recomputed_at is null) and state in ('due', 'approved', 'retained', 'open', 'permanent')"

/** In the order in which the records lie: an update for each rule would go through all of them again and again, and take three times as long. */
const updateOfAll = `
  update records not indexed set
    rule_version_id = (select id from retention_rule_versions where recomputed_at is null and rule_id = records.rule_id),
    retain_until = date(retain_until, '+365 days'), due_on = date(due_on, '+365 days')
  where ${toMove}`

import { join } from 'node:path'
import { inOwnProcess } from './child.ts'
import { AS_AT, fresh } from './data.ts'
import { bareTable, sqliteShell } from './limits.ts'
import type { Operation, Run } from './measure.ts'

/** What the bench measures, by name, each beside the bare database doing the same to the same table with the same indexes. */
export const operations: Record<string, Operation> = {
  import: {
    limitIs: 'sqlite3 .import of the same rows into the same columns and indexes, without checks',
    target: { kind: 'rate', ratio: 0.7 },
    ours: async (data) => inOwnProcess({ work: 'import', database: await fresh(data, 'empty'), feed: data.feed }),
    limit: async (data) => {
      const database = await fresh(data, 'empty')
      await sqliteShell(database, await bareTable(database))
      return bare(database, ['.mode csv', `.import ${data.table} bare`])
    },
  },
  sweep: {
    limitIs: 'one bare update of the records that fall due',
    target: { kind: 'time', ratio: 1.3 },
    ours: async (data) => inOwnProcess({ work: 'sweep', database: await fresh(data, 'loaded') }),
    limit: async (data) => bare(await fresh(data, 'loaded'), [openReview, flagAll]),
  },
  export: {
    limitIs: 'sqlite3 -csv of the same query',
    target: { kind: 'rate', ratio: 0.8 },
    ours: async (data) => inOwnProcess({ work: 'export', database: data.loaded, out: join(data.folder, 'ours.csv') }),
    limit: async (data) =>
      bare(data.loaded, ['.mode csv', '.headers on', `.once ${join(data.folder, 'limit.csv')}`, exportQuery]),
  },
}

const bare = async (database: string, commands: string[]): Promise<Run> => ({
  ms: await sqliteShell(database, commands),
  peakMib: 0,
})

const openReview = `insert into disposal_reviews (id, service_id, rule_id, state, opened_on, review_by)
  select 1, null, min(id), 'open', '${AS_AT}', '${AS_AT}' from retention_rules;`

const flagAll = `update records set state = 'due', review_id = 1, flagged_on = '${AS_AT}', review_by = '${AS_AT}',
  backlog = due_on <= first_seen_on where state = 'retained' and due_on <= '${AS_AT}';`

const exportQuery = `select records.reference, source.code, service.code, rule.code, version.record_series, records.trigger_on,
    records.retain_until, records.due_on, records.state, 'no', records.flagged_on, records.review_id, records.quantity,
    records.title, records.location, records.last_seen_on
  from records join source_systems as source on source.id = records.source_system_id
  join retention_rules as rule on rule.id = records.rule_id
  join retention_rule_versions as version on version.id = rule.current_version_id
  left join services as service on service.id = records.service_id order by records.id;`

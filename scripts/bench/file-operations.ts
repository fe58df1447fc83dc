import { join } from 'node:path'
import { inOwnProcess } from './child.ts'
import { AS_AT, dataIn } from './data.ts'
import { bare } from './limits.ts'
import type { Operation } from './operation.ts'

const SHEET_ROWS = 100_000

/** All records as files: CSV, and as many as an Excel file is made for. */
export const fileOperations: Record<string, Operation> = {
  export: {
    limitIs: 'sqlite3 -csv of the same query',
    target: { of: 'rate', ratio: 0.8, mostMib: 100 },
    ready: async (data) => {
      const database = await data.swept()
      const [ours, limit] = [join(data.folder, 'ours.csv'), join(data.folder, 'limit.csv')]
      return {
        items: data.rows,
        ours: () => inOwnProcess({ work: 'export', database, out: ours, today: AS_AT }),
        limit: () => bare(database, ['.mode csv', '.headers on', `.once ${limit}`, exportQuery]),
      }
    },
  },
  xlsx: {
    limitIs: 'hucre alone, with the cells in memory',
    target: { of: 'time', ratio: 1.3 },
    ready: async (data) => {
      const rows = Math.min(SHEET_ROWS, data.rows)
      const database = await (rows === data.rows ? data : await dataIn(data.parent, rows)).swept()
      return {
        items: rows,
        ours: () => inOwnProcess({ work: 'xlsx', database, today: AS_AT }),
        limit: () => inOwnProcess({ work: 'xlsx-alone', database, today: AS_AT }),
      }
    },
  },
}

const exportQuery = `select records.reference, source.code, service.code, rule.code, version.record_series, records.trigger_on,
    records.retain_until, records.due_on, records.state, 'no', records.flagged_on, records.review_id, records.quantity,
    records.title, records.location, records.last_seen_on
  from records join source_systems as source on source.id = records.source_system_id
  join retention_rules as rule on rule.id = records.rule_id
  join retention_rule_versions as version on version.id = rule.current_version_id
  left join services as service on service.id = records.service_id order by records.id;`

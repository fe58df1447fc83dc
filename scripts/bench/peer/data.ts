import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Data } from '../data.ts'
import { sqliteShell } from '../limits.ts'
import { ask, bootstrap, directusOn } from './directus.ts'

/** What a user would make of records there: the columns of a feed, so that it can be imported, and those that decide what is due. */
const fields: Record<string, 'string' | 'date' | 'integer'> = {
  source: 'string',
  reference: 'string',
  rule: 'string',
  service: 'string',
  trigger_date: 'date',
  retain_until: 'date',
  due_on: 'date',
  state: 'string',
  title: 'string',
  quantity: 'integer',
  location: 'string',
  flagged_on: 'date',
  review_by: 'date',
  last_seen_on: 'date',
}

/** A database of Directus with the same records as one of ours, and indexes on what is asked of them. */
export const peerDatabase = (data: Data, folder: string, name: string, ours: () => Promise<string>): Promise<string> =>
  data.made(name, async (path) => {
    await bootstrap(folder, path)
    await makeCollection(folder, path)
    await sqliteShell(path, [`attach '${await ours()}' as ours;`, fill, ...indexes])
  })

async function makeCollection(folder: string, database: string): Promise<void> {
  const directus = await directusOn(folder, database)
  try {
    const id = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } }
    const others = Object.entries(fields).map(([field, type]) => ({ field, type, schema: {} }))
    const collection = { collection: 'records', schema: {}, meta: {}, fields: [id, ...others] }
    await ask(directus, '/collections', { method: 'POST', body: JSON.stringify(collection) })
  } finally {
    await directus.end()
  }
}

/** Directus keeps dates as milliseconds on SQLite. */
const date = (column: string) => `unixepoch(record.${column}) * 1000`

const fill = `insert into records (id, ${Object.keys(fields).join(', ')})
  select record.id, source.code, record.reference, rule.code, service.code, ${date('trigger_on')}, ${date('retain_until')},
    ${date('due_on')}, record.state, record.title, record.quantity, record.location, ${date('flagged_on')}, ${date('review_by')},
    ${date('last_seen_on')}
  from ours.records as record join ours.source_systems as source on source.id = record.source_system_id
  join ours.retention_rules as rule on rule.id = record.rule_id
  left join ours.services as service on service.id = record.service_id order by record.id;`

const indexes = [
  'create index records_by_reference on records (source, reference);',
  'create index records_by_due_date on records (due_on);',
  'create index records_by_rule on records (rule, state);',
  'create index records_by_service on records (service, state, due_on);',
]

/** The first good rows of the feed, under references that are new to both. */
export const newRows = (data: Data, rows: number): Promise<string> =>
  data.made(`new-${rows}.csv`, async (path) => {
    await pipeline(Readable.from(good(await data.feed(), rows)), createWriteStream(path))
  })

async function* good(feed: string, rows: number): AsyncGenerator<string> {
  let given = -1
  for await (const line of createInterface({ input: createReadStream(feed) })) {
    if (/^CORP-\d*000,/.test(line)) continue
    yield `${line.replace(/^CORP/, 'NEW')}\n`
    given += 1
    if (given === rows) return
  }
}

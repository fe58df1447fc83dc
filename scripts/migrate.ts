import './lib/require-node-24.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { readConfig } from '../src/config.ts'
import { command } from './lib/entry.ts'

export const main = await command(
  import.meta,
  { name: 'migrate', does: 'Brings the tables of the database up to date.', options: {} },
  async ({ env }) => {
    const db = openDatabase(readConfig(env).databaseUrl)
    try {
      const applied = await migrate(db)
      const text = applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`
      return { ok: true, text, result: { applied } }
    } finally {
      await db.destroy()
    }
  },
)

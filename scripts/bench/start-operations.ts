import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from '../lib/run-program.ts'
import type { Operation } from './operation.ts'
import { firstPage } from './site.ts'

/** Starting the server on a database, until a person has the first page. */
export const startOperations: Record<string, Operation> = {
  'cold-start': {
    limitIs: 'node that opens the database and ends',
    target: { of: 'time', mostMs: 1_500 },
    ready: async (data) => {
      const database = await data.swept()
      return {
        ours: async () => ({ ms: await firstPage(database) }),
        limit: async () => ({ ms: await opened(database) }),
      }
    },
  },
}

async function opened(database: string): Promise<number> {
  const program = `new (require('better-sqlite3'))(${JSON.stringify(database)}).prepare('select 1 from sqlite_master').get()`
  const began = performance.now()
  const [code] = await once(spawn(process.execPath, ['-e', program], { cwd: ROOT, stdio: 'ignore' }), 'close')
  if (code !== 0) throw new Error(`Node ended with ${code} and did not open ${database}`)
  return performance.now() - began
}

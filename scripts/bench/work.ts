import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openDatabase } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { exports } from '../../src/actions/exports.ts'
import { createFeed, loadFeed } from '../../src/actions/record-feeds.ts'
import { sweep } from '../../src/actions/sweep.ts'
import type { Clock } from '../../src/domain/calendar.ts'
import { program } from '../../src/domain/permission.ts'
import type { Request } from './child.ts'
import { AS_AT } from './data.ts'

const clock: Clock = { today: () => AS_AT, now: () => `${AS_AT}T06:00:00.000Z` }
const request = JSON.parse(process.argv[2] ?? '') as Request
const db = openDatabase(`file:${request.database}`)
const began = performance.now()
await work(db)
const ms = performance.now() - began
await db.destroy()
process.send?.({ ms, peakMib: Math.round(process.resourceUsage().maxRSS / 1024) })

async function work(db: Db): Promise<void> {
  switch (request.work) {
    case 'import': {
      const sent = await createFeed(
        db,
        { who: program('Bench'), clock },
        {
          source: 'CORP',
          fileName: 'feed.csv',
          filePath: request.feed,
          uploaded: false,
          mode: 'delta',
          correction: false,
          dryRun: false,
        },
      )
      if (!sent.ok) throw new Error(JSON.stringify(sent.problems))
      const loaded = await loadFeed(db, sent.value, { clock, hashKey: 'bench' })
      if (loaded.state !== 'done') throw new Error(`The feed is ${loaded.state}: ${loaded.error}`)
      return
    }
    case 'sweep': {
      const swept = await sweep(db, { clock, who: program('Bench') })
      if (!swept.ok) throw new Error(JSON.stringify(swept.problems))
      return
    }
    case 'export': {
      const list = exports.records
      if (list)
        await pipeline(Readable.from(list.csv(db, { today: AS_AT, reach: null })), createWriteStream(request.out))
    }
  }
}

import { createWriteStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openDatabase, openForReading } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { exports } from '../../src/actions/exports.ts'
import { recomputePending } from '../../src/actions/recompute.ts'
import { createFeed, loadFeed } from '../../src/actions/record-feeds.ts'
import { sweep } from '../../src/actions/sweep.ts'
import { verifyAsJob } from '../../src/actions/trail-verification.ts'
import { program } from '../../src/domain/permission.ts'
import { type Counts, type Done, isFile, type Request } from './child.ts'
import { morningOf } from './clock.ts'
import { cellsOf, sheetAlone } from './sheet.ts'

const request = JSON.parse(process.argv[2] ?? '') as Request
const acting = { who: program('Bench'), clock: morningOf(request.today) }

/** Files are read as the thread that makes them reads. All else is as the server's own thread writes: what can be done again is not waited for until it is on the disk, and the lock is held until somebody asks for it. */
tellWhoWaits(request.database)
const url = `file:${request.database}`
const db = isFile(request) ? openForReading(url) : openDatabase(url, 'hurried')
await db.introspection.getTables()
const cells = request.work === 'xlsx-alone' ? await cellsOf(db) : []
const restBytes = process.memoryUsage.rss()
const began = performance.now()
const counts = await work(db)
// Closing counts: it brings what was written from the log into the database, as it does for the limit.
await db.destroy()
const ms = performance.now() - began
const peakMib = Math.max(0, peakKib() / 1024 - restBytes / 1024 ** 2)
const done: Done = { ms, peakMib, counts }
process.send?.(done)

/** What a process reports of itself begins with what its parent held when it was begun; Linux tells its own. */
function peakKib(): number {
  const own =
    process.platform === 'linux' ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) : null
  return own ? Number(own[1]) : process.resourceUsage().maxRSS
}

async function work(db: Db): Promise<Counts> {
  switch (request.work) {
    case 'import':
      return importFeed(db, request)
    case 'sweep': {
      const swept = await sweep(db, acting)
      if (!swept.ok) throw new Error(JSON.stringify(swept.problems))
      return { newlyDue: swept.value.newly_due, errors: swept.value.errors.length }
    }
    case 'recompute': {
      const { records, refused } = await recomputePending(db, acting)
      return { records, refused: refused.length }
    }
    case 'verify': {
      const verified = await verifyAsJob(db, acting)
      return { events: verified.ran ? (verified.value.numbers.examined ?? 0) : 0 }
    }
    case 'xlsx': {
      const file = await exports.records?.xlsx(db, { today: request.today, reach: null })
      return { bytes: file?.byteLength ?? 0 }
    }
    case 'xlsx-alone':
      return { bytes: (await sheetAlone(cells)).byteLength }
    case 'export': {
      const csv = exports.records?.csv(db, { today: request.today, reach: null }) ?? []
      await pipeline(Readable.from(csv), createWriteStream(request.out))
      return {}
    }
  }
}

async function importFeed(db: Db, { feed, mode }: Request & { work: 'import' }): Promise<Counts> {
  const file = { fileName: 'feed.csv', filePath: feed, uploaded: false }
  const sent = await createFeed(db, acting, { source: 'CORP', ...file, mode, correction: false, dryRun: false })
  if (!sent.ok) throw new Error(JSON.stringify(sent.problems))
  const loaded = await loadFeed(db, sent.value, { clock: acting.clock, hashKey: 'bench' })
  if (loaded.state !== 'done') throw new Error(`The feed is ${loaded.state}: ${loaded.error}`)
  const { created, updated, unchanged, rejected, missingAtSource } = loaded
  return { created, updated, unchanged, rejected, missingAtSource }
}

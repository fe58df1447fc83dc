import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../../db/schema.ts'
import { generateFeed, sampleFeeds } from '../../seed/record-generator.ts'
import type { Clock } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { program } from '../domain/permission.ts'
import { createFeed, loadFeed } from './record-feeds.ts'
import { loadSampleRegister } from './sample-register.ts'
import { sweep } from './sweep.ts'

/** How a demonstration is made: where its feed files stand until they are loaded, and who hears how far it is. */
export type Demonstration = { uploads: string; hashKey: string; clock: Clock; say: (line: string) => void }

const SENT_BY = 'Sample register'

/**
 * Fills an empty database with the sample register, its accounts and its records, swept once for today.
 *
 * The records come in as feeds, like anybody's. Killed half-way, the feeds wait for the next start as any feed does.
 * Throws when the database is not empty.
 */
export async function loadDemonstration(db: Db, { uploads, hashKey, clock, say }: Demonstration): Promise<void> {
  const register = await loadSampleRegister(db, clock, { demonstrationAccounts: true })
  if (!register.ok) throw new Error(register.problems.map((problem) => problem.text).join(' '))
  say(
    `Loaded the sample register: ${countOf(register.value.activities, 'processing activity', 'processing activities')}, ${countOf(register.value.rules, 'retention rule')}.`,
  )
  for (const feed of await sendSampleFeeds(db, uploads, clock)) {
    const loaded = await loadFeed(db, feed, { clock, hashKey })
    say(`Loaded ${countOf(loaded.created, 'sample record')} of ${loaded.sourceName}.`)
  }
  const swept = await sweep(db, { clock, who: program(SENT_BY) })
  if (!swept.ok) throw new Error(swept.problems.map((problem) => problem.text).join(' '))
  say(`Swept them for today: ${countOf(swept.value.newly_due, 'record')} past their period.`)
}

async function sendSampleFeeds(db: Db, uploads: string, clock: Clock): Promise<number[]> {
  await mkdir(uploads, { recursive: true })
  const ids: number[] = []
  for (const [index, { source, count }] of sampleFeeds.entries()) {
    const filePath = join(uploads, `sample-${source}.csv`)
    const lines = generateFeed({ source, count, seed: index + 1, asAt: clock.today() })
    await writeFile(filePath, [...lines].join(''))
    const sent = await createFeed(
      db,
      { who: program(SENT_BY), clock },
      {
        source,
        fileName: `sample-${source}.csv`,
        filePath,
        uploaded: true,
        mode: 'full',
        correction: false,
        dryRun: false,
      },
    )
    if (!sent.ok) throw new Error(sent.problems.map((problem) => problem.text).join(' '))
    ids.push(sent.value)
  }
  return ids
}

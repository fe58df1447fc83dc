import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { idsByCode } from '../../db/queries/codes.ts'
import { rulesByCode } from '../../db/queries/retention-rules.ts'
import { addServices, servicesWithin } from '../../db/queries/services.ts'
import { loadSampleRegister } from '../../src/actions/sample-register.ts'
import type { IsoDate } from '../../src/domain/calendar.ts'
import { morningOf } from './clock.ts'
import { type Edition, feedLines } from './rows.ts'

const SERVICES = 40
const OWNER = 'NCC'

/** Makes the register in a new database: that of the samples with its 70 rules and demonstration accounts, and 40 services in all. */
export async function makeRegister(path: string, day: IsoDate): Promise<void> {
  const db = openDatabase(`file:${path}`)
  await migrate(db)
  const loaded = await loadSampleRegister(db, morningOf(day), { demonstrationAccounts: true })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const organisationId = (await idsByCode(db, 'organisations', [OWNER])).get(OWNER)
  if (organisationId === undefined) throw new Error(`There is no organisation ${OWNER}`)
  const missing = SERVICES - (await servicesWithin(db, null)).length
  const numbers = Array.from({ length: missing }, (_, at) => String(at + 1).padStart(2, '0'))
  await addServices(
    db,
    numbers.map((number) => ({ code: `SVC${number}`, name: `Service ${number}`, organisationId })),
  )
  await db.destroy()
}

/** Writes an edition of the feed of a register. */
export async function writeFeed(
  register: string,
  feed: string,
  { rows, edition, asAt }: { rows: number; edition: Edition; asAt: IsoDate },
): Promise<void> {
  const db = openDatabase(`file:${register}`)
  const rules = [...(await rulesByCode(db))].map(([code, rule]) => ({ ...rule, code }))
  const services = (await servicesWithin(db, null)).map(({ code }) => code)
  await db.destroy()
  const lines = feedLines({ rules, services, asAt }, rows, edition)
  await pipeline(Readable.from(inPieces(lines)), createWriteStream(feed))
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 1 << 18) continue
    yield piece
    piece = ''
  }
  yield piece
}

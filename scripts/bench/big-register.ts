import { copyFile } from 'node:fs/promises'
import { openDatabase } from '../../db/open.ts'
import { approveDrafts } from '../../db/queries/activity-drafts.ts'
import { addVersions } from '../../db/queries/activity-versions.ts'
import { namesByCode } from '../../db/queries/codes.ts'
import { addActivities, putFirstVersionsInForce } from '../../db/queries/processing-activities.ts'
import { servicesWithin } from '../../db/queries/services.ts'
import type { Db } from '../../db/schema.ts'
import { activities } from '../../seed/activities.ts'
import { randomNumbers } from '../../seed/random.ts'
import { checkRegisterAsJob } from '../../src/actions/register-checks.ts'
import { indexActivities } from '../../src/actions/search-index.ts'
import { searchText } from '../../src/domain/activity-search.ts'
import { program } from '../../src/domain/permission.ts'
import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import { morningOf } from './clock.ts'
import { AS_AT, type Data } from './data.ts'

const AT_ONCE = 1000

/** What the remarks of activities are made of, so that some words are in many of them and some in few. */
const words = 'archive borough council consent database enquiry finance grant housing inspection journal licence'.split(
  ' ',
)

/** Searches of one word or several, found in many activities, in few and in none; one is mistyped. */
export const searches = [
  'library',
  'consent',
  'retention schedule',
  'housing grant',
  'kept by team 417',
  'mailchimp',
  'retenton',
  'nothing like it',
]

/** A database with as many processing activities: those of the samples over and over, with other titles, services and remarks. */
export const bigRegister = (data: Data, count: number): Promise<string> =>
  data.made('register.db', async (path) => {
    await copyFile(await data.empty(), path)
    const db = openDatabase(`file:${path}`)
    const services = (await servicesWithin(db, null)).map(({ code }) => code)
    const names = await namesByCode(db)
    const random = randomNumbers(7)
    for (let first = 1; first <= count; first += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, count + 1 - first) }, (_, at) => first + at)
      const made = numbers.map((n) => ({
        reference: `BEN-A${n}`,
        content: contentOf(n, services[n % services.length] ?? '', random),
      }))
      await db.transaction().execute((tx) => add(tx, made, names))
    }
    // As a server leaves it each night, so that no page waits for that in the middle of a measurement.
    await checkRegisterAsJob(db, { who: program('Bench'), clock: morningOf(AS_AT) })
    await db.destroy()
  })

type Made = { reference: string; content: ActivityContent }

async function add(tx: Db, made: Made[], names: Map<string, string>): Promise<void> {
  const ids = await addActivities(
    tx,
    made.map(({ reference }) => reference),
  )
  await addVersions(
    tx,
    made.map(({ reference, content }) => ({
      ...{ activityId: ids.get(reference) ?? 0, version: 1, content },
      ...{
        searchText: searchText(reference, content, names),
        createdAt: morningOf(AS_AT).now(),
        createdByName: 'Bench',
      },
    })),
  )
  await approveDrafts(tx, morningOf(AS_AT).now(), 'Bench')
  const nextReviewOn = new Map(made.map(({ reference }) => [reference, '2027-11-22']))
  await putFirstVersionsInForce(tx, { approvedOn: AS_AT, nextReviewOn })
  await indexActivities(tx, [...ids.values()])
}

function contentOf(n: number, service: string, random: () => number): ActivityContent {
  const sample = activities[n % activities.length]
  if (!sample) throw new Error('There are no sample activities')
  const remarks = Array.from({ length: 4 }, () => words[Math.floor(random() ** 2 * words.length)]).join(' ')
  const title = `${sample.content.title.slice(0, 180)} ${n}`
  return { ...sample.content, title, service, remarks: `${remarks}, kept by team ${n % 500}` }
}

import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { allOrganisations } from '../../db/queries/organisations.ts'
import { organisationsThen } from '../../db/queries/organisations-then.ts'
import { noticesThen, noticesWithin } from '../../db/queries/privacy-notices.ts'
import { recipientList, recipientsThen } from '../../db/queries/recipients.ts'
import { serviceRows } from '../../db/queries/services.ts'
import { servicesThen } from '../../db/queries/services-then.ts'
import { allSourceSystems, systemLimits, systemUses } from '../../db/queries/source-systems.ts'
import { sourceSystemsThen } from '../../db/queries/source-systems-then.ts'
import { termList } from '../../db/queries/term-list.ts'
import { termsThen } from '../../db/queries/terms-then.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import { organisationsExport } from './organisations-csv.ts'
import { privacyNoticesExport } from './privacy-notices-csv.ts'
import { recipientsExport } from './recipients-csv.ts'
import { servicesExport } from './services-csv.ts'
import { sourceSystemsExport } from './source-systems-csv.ts'
import { termsExport } from './terms-csv.ts'
import { type Compared, registerLists } from './test-as-at-register.ts'
import { beginShared, type SharedStep, sharedHistories, takeShared } from './test-as-at-steps.ts'
import { whole } from './whole-list.ts'

const { db, close } = await temporaryDatabase()
before(() => smallWorld(db))
after(close)

const FIRST_DAY = '2024-03-29'
const MOST_DAYS = 6

const lists: Record<string, Compared> = {
  'source systems': {
    now: systemsNow,
    onDay: async (db, asAt) =>
      (await sourceSystemsThen(db, asAt)).map(({ isSinceKnown: _, limits, ...row }) => ({
        ...row,
        limits: codes(limits),
      })),
    file: whole(sourceSystemsExport, {}),
  },
  terms: {
    now: (db) => termList(db, {}, null),
    onDay: async (db, asAt) => (await termsThen(db, {}, null, asAt)).map(({ isSinceKnown: _, ...row }) => row),
    file: whole(termsExport, {}),
  },
  recipients: {
    now: (db) => recipientList(db, null),
    onDay: (db, asAt) => recipientsThen(db, null, asAt),
    file: whole(recipientsExport, {}),
  },
  organisations: {
    now: allOrganisations,
    onDay: organisationsThen,
    file: whole(organisationsExport, {}),
  },
  'privacy notices': {
    now: (db) => noticesWithin(db, null),
    onDay: async (db, asAt) => (await noticesThen(db, null, asAt)).map(({ isSinceKnown: _, ...row }) => row),
    file: whole(privacyNoticesExport, {}),
  },
  services: {
    now: async (db) => (await serviceRows(db, null)).map(({ managers: _, ...row }) => row),
    onDay: async (db, asAt) => (await servicesThen(db, null, asAt)).map(({ isSinceKnown: _, ...row }) => row),
    file: whole(servicesExport, {}),
  },
  ...registerLists,
}

/** The source systems as their page has them now. */
async function systemsNow(db: Db): Promise<unknown[]> {
  const limits = await systemLimits(db)
  const uses = await systemUses(db)
  return (await allSourceSystems(db)).map((system) => ({
    ...system,
    ...{ limits: codes(limits.get(system.code) ?? []), activities: uses.get(system.code) ?? 0 },
  }))
}

const codes = (services: { code: string }[]): string[] => services.map(({ code }) => code).sort()
const inOrder = (rows: unknown[]): string[] => rows.map((row) => JSON.stringify(row, keys(row))).sort()
const keys = (row: unknown): string[] => Object.keys(row as object).sort()

/** The last minute of a day in London, in winter as in summer. */
const lastMinuteOf = (date: IsoDate) => ({ today: () => date, now: () => `${date}T22:59:00.000Z` })

const step = (does: SharedStep['does'], one: number, other: number): SharedStep => ({ does, one, other, name: 'Amber' })

/** A term that others were merged into is merged away itself, one of them marked otherwise. */
const mergedTwice: SharedStep[][] = [
  [step('sayActivity', 0, 0), step('changeTerm', 1, 1)],
  [step('sayActivity', 0, 0)],
  [step('mergeTerm', 0, 2), step('mergeTerm', 1, 0)],
]

/** A term that is named beside its duplicate, which takes its place and is marked another day; so is an organisation that receives data. */
const mergedAndMarked: SharedStep[][] = ['Amber', 'Fir'].flatMap((name) => [
  [{ ...step('sayActivity', 1, 1), name }],
  [
    { ...step('mergeTerm', 0, 1), name },
    { ...step('mergeTerm', 2, 1), name },
    { ...step('mergeTerm', 1, 0), name },
    step('mergeOrganisation', 1, 2),
  ],
  [{ ...step('changeTerm', 0, 1), name }],
])

let run = 0

test('whatever is renamed, moved, marked or merged since, each list as at a day is what it was at its end', async () => {
  await fc.assert(
    fc.asyncProperty(sharedHistories(MOST_DAYS - 1), async (days) => {
      run += 1
      const kept: { date: IsoDate; files: string[] }[] = []
      const firstDay = addDays(FIRST_DAY, run * (MOST_DAYS + 1))
      const filesOf = (date: IsoDate) =>
        Promise.all(
          Object.values(lists).map(({ file }) =>
            text(file.csv(db, { today: date, reach: null, asAt: asAtEndOf(date) })),
          ),
        )
      await beginShared({ db, clock: lastMinuteOf(addDays(firstDay, -1)), run })
      for (const [at, steps] of days.entries()) {
        const date = addDays(firstDay, at)
        const clock = lastMinuteOf(date)
        for (const step of steps) await takeShared({ db, clock, run }, step)
        for (const [name, { now, onDay }] of Object.entries(lists))
          assert.deepEqual(
            inOrder(await onDay(db, asAtEndOf(date))),
            inOrder(await now(db, date)),
            `${name} of ${date}`,
          )
        kept.push({ date, files: await filesOf(date) })
      }
      for (const { date, files } of kept) assert.deepEqual(await filesOf(date), files, date)
    }),
    { numRuns: tries(20), examples: [[mergedTwice], [mergedAndMarked]] },
  )
})

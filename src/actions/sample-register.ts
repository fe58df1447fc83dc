import { readFileSync } from 'node:fs'
import { approveDrafts } from '../../db/queries/activity-drafts.ts'
import { addVersions } from '../../db/queries/activity-versions.ts'
import { idsByCode, namesByCode } from '../../db/queries/codes.ts'
import { addOrganisations, isEmptyRegister } from '../../db/queries/organisations.ts'
import { addPrivacyNotice } from '../../db/queries/privacy-notices.ts'
import { addActivities, putFirstVersionsInForce } from '../../db/queries/processing-activities.ts'
import { addRulesInForce } from '../../db/queries/sample-register.ts'
import { addServices } from '../../db/queries/services.ts'
import { addSourceSystems } from '../../db/queries/source-systems.ts'
import type { Db } from '../../db/schema.ts'
import { activities } from '../../seed/activities.ts'
import { notices } from '../../seed/notices.ts'
import { organisations } from '../../seed/organisations.ts'
import { retentionRules } from '../../seed/retention-rules.ts'
import { services } from '../../seed/services.ts'
import { sourceSystems } from '../../seed/source-systems.ts'
import { searchText } from '../domain/activity-search.ts'
import { addPeriod, type Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { recordEvent } from './audit.ts'
import { addDemonstrationAccounts, hashedAccounts } from './demonstration-accounts.ts'
import { refreshFindings } from './refresh-findings.ts'
import { indexFewKinds } from './search-index.ts'

const LOADED_BY = 'Sample register'
/** Before the first sample records could have been swept, so that every one of them has a rule in force. */
const RULES_VALID_FROM = '2026-01-01'

/** What was loaded, counted. */
export type LoadedRegister = { organisations: number; services: number; rules: number; activities: number }

/**
 * Loads the sample register into an empty database, all of it or nothing; refused when there is anything in it.
 *
 * Its activities count as approved on the day of loading: nobody answered for them before they were in this register, and
 * the first review falls due a review cycle later. `demonstrationAccounts` adds one sign-in or more per role, which are never for production.
 */
export async function loadSampleRegister(
  db: Db,
  clock: Clock,
  options: { demonstrationAccounts?: boolean } = {},
): Promise<Checked<LoadedRegister>> {
  const accounts = options.demonstrationAccounts ? await hashedAccounts() : []
  return db.transaction().execute(async (tx) => {
    if (!(await isEmptyRegister(tx)))
      return refused('database', 'The database is not empty: the sample register is loaded into an empty one only.')
    const addedAt = clock.now()
    await addOrganisations(
      tx,
      organisations.map((organisation) => ({ ...organisation, addedAt })),
    )
    await loadServices(tx)
    await loadNotices(tx)
    await loadRules(tx, clock)
    await loadActivities(tx, clock)
    await indexFewKinds(tx)
    await addDemonstrationAccounts(tx, accounts, clock.now())
    const facts = {
      organisations: organisations.length,
      services: services.length,
      rules: retentionRules.length,
      activities: activities.length,
    }
    const subject = { kind: 'sample register', id: '' } as const
    await recordEvent(tx, { who: program(LOADED_BY), clock }, { kind: 'loaded', subject, facts })
    return accepted(facts)
  })
}

async function loadServices(tx: Db): Promise<void> {
  const organisationIds = await idsByCode(
    tx,
    'organisations',
    services.map(({ organisation }) => organisation),
  )
  await addServices(
    tx,
    services.map(({ code, name, organisation }) => ({
      code,
      name,
      organisationId: known(organisationIds, organisation),
    })),
  )
  const organisationOf = new Map(services.map(({ code, organisation }) => [code, organisation]))
  const serviceIds = await idsByCode(
    tx,
    'services',
    services.map(({ code }) => code),
  )
  await addSourceSystems(
    tx,
    sourceSystems.map(({ defaultService, ...system }) => ({
      ...system,
      defaultServiceId: known(serviceIds, defaultService),
      organisationId: known(organisationIds, organisationOf.get(defaultService) ?? ''),
    })),
  )
}

async function loadNotices(tx: Db): Promise<void> {
  const serviceIds = await idsByCode(
    tx,
    'services',
    notices.map(({ service }) => service),
  )
  for (const { service, ...notice } of notices) {
    const body = readFileSync(new URL(`../../seed/notices/${notice.fileName}`, import.meta.url), 'utf8')
    await addPrivacyNotice(tx, { ...notice, serviceId: known(serviceIds, service), body })
  }
}

async function loadRules(tx: Db, clock: Clock): Promise<void> {
  const serviceIds = await idsByCode(
    tx,
    'services',
    retentionRules.flatMap(({ service }) => service ?? []),
  )
  const written = { createdAt: clock.now(), createdByName: LOADED_BY, recomputedAt: clock.now() }
  await addRulesInForce(
    tx,
    retentionRules.map(({ service, ...rule }) => ({
      ...rule,
      ...written,
      serviceId: service === null ? null : known(serviceIds, service),
      validFrom: RULES_VALID_FROM,
      shortensExisting: 0,
    })),
  )
}

async function loadActivities(tx: Db, clock: Clock): Promise<void> {
  const approvedOn = clock.today()
  const ids = await addActivities(
    tx,
    activities.map(({ reference }) => reference),
  )
  const names = await namesByCode(tx)
  await addVersions(
    tx,
    activities.map(({ reference, content }) => ({
      activityId: known(ids, reference),
      version: 1,
      content,
      searchText: searchText(reference, content, names),
      createdAt: clock.now(),
      createdByName: LOADED_BY,
    })),
  )
  await approveDrafts(tx, clock.now(), LOADED_BY)
  const nextReviewOn = new Map(
    activities.map(({ reference, content }) => [
      reference,
      addPeriod(approvedOn, { years: 0, months: content.reviewCycleMonths, days: 0 }),
    ]),
  )
  await putFirstVersionsInForce(tx, { approvedOn, nextReviewOn })
  await refreshFindings(tx, [...ids.values()], approvedOn)
}

function known(ids: Map<string, number>, code: string): number {
  const id = ids.get(code)
  if (id === undefined) throw new Error(`The sample register has no “${code}”`)
  return id
}

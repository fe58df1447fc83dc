import { addToIncident } from '../../db/queries/disposal-incidents.ts'
import { addRecord } from '../../db/test-records.ts'
import { issueCertificate } from '../actions/certificates.ts'
import { tellTrail } from './test-instruction-trail.ts'
import type { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** A record of each service that is gone, with its certificate, and an incident of one that is missing. */
export async function disposals(site: Site, { feed }: { feed: number }) {
  const { db, world, clock } = site
  const incident = await addToIncident(
    db,
    { kind: 'vanished', sourceSystemId: world.systems.lms, feedId: feed, foundOn: clock.today(), foundAt: clock.now() },
    [await addRecord(db, world, { rule: 'LIB-10', reference: 'VANISHED-1' })],
  )
  return {
    certificates: {
      libraries: await disposed(site, 'LIB-01', world.services.libraries),
      music: await disposed(site, 'MUS-02', world.services.music),
    },
    incident: incident.opened ?? 0,
  }
}

async function disposed({ db, world, clock, config }: Site, rule: 'LIB-01' | 'MUS-02', serviceId: number) {
  const { ruleId } = world.rules[rule]
  const { manager, governance } = world.users
  const [on, at] = [clock.today(), clock.now()]
  const { id: reviewId } = await db
    .insertInto('disposalReviews')
    .values({ serviceId, ruleId, state: 'closed', openedOn: on, reviewBy: on, closedAt: at, outcome: 'disposed' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('reviewDecisions')
    .values({
      ...{ reviewId, decision: 'approve disposal', recordCount: 1, listHash: '0'.repeat(64), decidedAt: at },
      ...{ decidedById: manager.id, decidedByName: manager.name },
    })
    .execute()
  const recordId = await addRecord(db, world, { rule, state: 'destroyed', reviewId, reference: `GONE-${rule}` })
  const { id: instructionId } = await db
    .insertInto('disposalInstructions')
    .values({
      ...{ reviewId, sourceSystemId: world.systems.lms, action: 'destroy', state: 'closed', fetchKey: `gone ${rule}` },
      ...{
        instructedOn: on,
        instructedAt: at,
        toldOn: on,
        recordCount: 1,
        answeredCount: 1,
        doneCount: 1,
        closedAt: at,
      },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('instructionItems')
    .values({
      ...{ organisationId: world.organisationId, instructionId, recordId, state: 'done', answeredAt: at },
      ...{ answeredByName: 'LMS', doneOn: on, method: 'Deleted' },
    })
    .execute()
  await tellTrail({ db, clock }, instructionId, [
    { kind: 'instructed', records: [recordId] },
    { kind: 'instruction opened' },
    { kind: 'disposal answered', facts: { done: 1, 'not found': 0, failed: 0 }, records: [recordId] },
    { kind: 'instruction closed' },
  ])
  await db
    .transaction()
    .execute((tx) => issueCertificate(tx, { who: governance, clock }, instructionId, config.recordHashKey))
  const row = await db
    .selectFrom('destructionCertificates')
    .select('number')
    .where('instructionId', '=', instructionId)
    .executeTakeFirstOrThrow()
  return row.number
}

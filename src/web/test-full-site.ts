import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addAccount } from '../../db/queries/accounts.ts'
import { addPrivacyNotice } from '../../db/queries/privacy-notices.ts'
import { activityContent } from '../../db/test-activity.ts'
import { everyRow } from '../../db/test-contents.ts'
import { addRecord } from '../../db/test-records.ts'
import { submitDraft } from '../actions/activity-approval.ts'
import { addActivity } from '../actions/activity-drafts.ts'
import { issueToken } from '../actions/api-tokens.ts'
import { nameDeputy } from '../actions/deputies.ts'
import { queueMessage } from '../actions/mail.ts'
import { type Deliver, sendDueMail } from '../actions/mail-sending.ts'
import { createFeed, loadFeed } from '../actions/record-feeds.ts'
import { sweep } from '../actions/sweep.ts'
import { acting } from '../actions/test-acting.ts'
import { addApproved } from '../actions/test-activities.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { program } from '../domain/permission.ts'
import { hidden } from './disposal-reviews/test-review-site.ts'
import { ruleDrafts } from './rule-drafts/test-drafts.ts'
import { disposals } from './test-disposals.ts'
import { extensionsAsked } from './test-extension-requests.ts'
import { reviewCycle } from './test-full-cycle.ts'
import { disposalHolds } from './test-holds.ts'
import { openInstructions } from './test-instructions.ts'
import { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** The test site with at least one of everything in it, of the libraries and of the music service, and each one's address. */
export async function fullSite(...surroundings: Parameters<typeof testSite>) {
  const site = await testSite(...surroundings)
  await fillRegister(site)
  const cycle = await reviewCycle(site)
  const drafts = await ruleDrafts(site)
  const feed = await loadOneFeed(site)
  const findings = await findingsByService(site)
  const token = await issueOneToken(site)
  const records = await addRecords(site)
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test') })).ok)
  const reviews = await reviewsByRule(site)
  const batches = await decideSome(site, reviews, records)
  const extensions = await extensionsAsked(site, reviews)
  const holds = await disposalHolds(site)
  const gone = await disposals(site, { feed })
  const told = await openInstructions(site)
  const invited = await invitePerson(site)
  const message = await failOneMessage(site)
  const deputy = await nameOneDeputy(site)
  return {
    ...site,
    ...cycle,
    ...holds,
    ...gone,
    ...told,
    drafts,
    feed,
    findings,
    token,
    records,
    reviews,
    batches,
    extensions,
    invited,
    message,
    deputy,
    everything: () => everything(site),
  }
}

async function fillRegister({ db, world, clock }: Site): Promise<void> {
  const facts = { createdOn: null, reviewedOn: null, shortestPeriod: 'P1Y', longestPeriod: 'P6Y', facts: [] }
  for (const [code, serviceId] of [
    ['libraries', world.services.libraries],
    ['music', world.services.music],
  ] as const)
    await addPrivacyNotice(db, {
      code,
      title: `Notice of ${code}`,
      serviceId,
      fileName: `${code}.txt`,
      body: 'One',
      ...facts,
    })
  for (const [reference, service, rule] of [
    ['LIB-A1', 'LIB', 'LIB-01'],
    ['MUS-A1', 'MUS', 'MUS-02'],
  ] as const) {
    const content = activityContent({ service })
    const draft = ActivityDraft.parse({ ...content, rules: content.rules.map((linked) => ({ ...linked, rule })) })
    assert.ok((await addApproved(db, acting(clock), reference, draft)).ok)
  }
  await draftTwo({ db, clock })
}

/** A draft, and one that waits for its approval. */
async function draftTwo({ db, clock }: Pick<Site, 'db' | 'clock'>): Promise<void> {
  for (const reference of ['LIB-A2', 'LIB-A3'])
    assert.ok((await addActivity(db, acting(clock), reference, ActivityDraft.parse(activityContent()))).ok)
  const decision = { seen: { version: 1, revision: 1 }, text: '' }
  assert.ok((await submitDraft(db, acting(clock), 'LIB-A3', decision)).ok)
}

/** A finding of an activity in force of each service. */
async function findingsByService({ db }: Site): Promise<{ libraries: number; music: number }> {
  const rows = await db
    .selectFrom('findings as finding')
    .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
    .select(['finding.id', 'activity.reference'])
    .orderBy('finding.id')
    .execute()
  const of = (wanted: string): number => rows.find(({ reference }) => reference === wanted)?.id ?? 0
  return { libraries: of('LIB-A1'), music: of('MUS-A1') }
}

async function loadOneFeed({ db, clock, folder, config }: Site): Promise<number> {
  const filePath = join(folder, 'feed.csv')
  writeFileSync(filePath, 'reference,rule,trigger_date\nF-1,LIB-10,\nF-2,NONE,\n')
  const usual = { uploaded: false, mode: 'delta', correction: false, dryRun: false } as const
  const sent = { source: 'LMS', fileName: 'feed.csv', filePath, ...usual }
  const feed = await createFeed(db, acting(clock), sent)
  assert.ok(feed.ok)
  await loadFeed(db, feed.value, { clock, hashKey: config.recordHashKey })
  return feed.value
}

async function issueOneToken({ db, world, clock }: Site): Promise<number> {
  const acting = { who: world.users.administrator, clock }
  const draft = { name: 'Nightly export', expiresOn: '2027-11-22' }
  const issued = await issueToken(db, acting, { id: world.systems.lms, code: 'LMS' }, draft)
  assert.ok(issued.ok)
  return issued.value.id
}

/** Records past their period: of the libraries under three rules, one of the music service, two of no service. */
async function addRecords({ db, world }: Site) {
  const due = (rule: keyof typeof world.rules, serviceId?: number | null) =>
    addRecord(db, world, { rule, triggerOn: '2000-02-29', ...(serviceId === undefined ? {} : { serviceId }) })
  const libraries = await due('LIB-01')
  for (const rule of ['LIB-01', 'LIB-03', 'LIB-09'] as const) await due(rule)
  await due('LIB-01', null)
  return { libraries, music: await due('MUS-02'), unassigned: await due('LIB-01', null) }
}

/** Somebody of information governance who is to stand in for the manager next year. */
async function nameOneDeputy({ db, world, clock, config }: Site): Promise<number> {
  const { manager, governance } = world.users
  const draft = { services: ['LIB'], deputy: governance.id, from: '2027-03-01', to: '2027-03-14' }
  const named = await nameDeputy(db, { who: manager, clock }, draft, config)
  return named.ok ? (named.value[0] ?? 0) : 0
}

/** A message to the manager that was refused for good. */
async function failOneMessage({ db, world, clock }: Site): Promise<number> {
  const { id: userId, email: to } = world.users.manager
  const message = { userId, to, kind: 'notice', dedupeKey: 'refused', subject: 'Notice', blocks: [] } as const
  assert.ok(await queueMessage(db, clock, { ...message, blocks: [{ text: 'Something happened.' }] }))
  const deliver: Deliver = async () => ({ delivered: false, fault: 'message for good', why: `550 <${to}> unknown` })
  await sendDueMail(db, { clock, signal: new AbortController().signal, deliver })
  return (await db.selectFrom('mailOutbox').select('id').where('dedupeKey', '=', 'refused').executeTakeFirstOrThrow())
    .id
}

type Reviews = { libraries: number; music: number; unassigned: number; second: number; approved: number }

async function reviewsByRule({ db, world }: Site): Promise<Reviews> {
  const rows = await db.selectFrom('disposalReviews').select(['id', 'ruleId', 'serviceId']).execute()
  const of = (rule: keyof typeof world.rules, serviceId: number | null): number =>
    rows.find((row) => row.ruleId === world.rules[rule].ruleId && row.serviceId === serviceId)?.id ?? 0
  const { libraries, music } = world.services
  return {
    libraries: of('LIB-01', libraries),
    music: of('MUS-02', music),
    unassigned: of('LIB-01', null),
    second: of('LIB-09', libraries),
    approved: of('LIB-03', libraries),
  }
}

/** One approval that waits for a second, one that is whole, and two exceptions; returns the batches of these. */
async function decideSome(site: Site, reviews: Reviews, records: { libraries: number; unassigned: number }) {
  const manager = await site.signInAs('manager')
  for (const review of [reviews.second, reviews.approved]) {
    const path = `/disposal-reviews/${review}/decision`
    const seen = hidden((await manager.get(path)).text, 'seen')
    assert.equal((await manager.post(path, { decision: 'approve disposal', seen })).status, 303)
  }
  const keep = {
    apply: 'ticked',
    kind: 'keep longer',
    because: 'legal claim',
    date: '01/03/2027',
    reason: 'A claim is expected',
  }
  const except = async (visitor: typeof manager, review: number, record: number): Promise<number> => {
    const answer = await visitor.post(`/disposal-reviews/${review}/exceptions`, { ...keep, record: String(record) })
    assert.equal(answer.status, 303, answer.text)
    const of = site.db.selectFrom('reviewExceptions').select('batchId').where('recordId', '=', record)
    return (await of.executeTakeFirstOrThrow()).batchId
  }
  return {
    libraries: await except(manager, reviews.libraries, records.libraries),
    unassigned: await except(await site.signInAs('governance'), reviews.unassigned, records.unassigned),
  }
}

/** Somebody who has been added and cannot sign in yet. */
async function invitePerson({ db, clock }: Site): Promise<number> {
  const person = { name: 'Ines Marlow', email: 'ines@muniment.example', role: 'auditor' } as const
  return (await addAccount(db, { ...person, serviceIds: [] }, clock.now())) ?? 0
}

/** All rows of all tables but the sessions, table by table, to compare before and after. */
async function everything({ db }: Site): Promise<Record<string, string>> {
  const { sessions: _, request_counts: __, ...tables } = await everyRow(db)
  return tables
}

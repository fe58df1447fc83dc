import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { organisationUses } from '../../db/queries/organisation-uses.ts'
import { allOrganisations, organisationByCode } from '../../db/queries/organisations.ts'
import { recipientList } from '../../db/queries/recipients.ts'
import { servicesWithin } from '../../db/queries/services.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { addRecord } from '../../db/test-records.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { OrganisationDraft } from '../domain/organisation.ts'
import { addActivity } from './activity-drafts.ts'
import { fingerprint } from './fingerprint.ts'
import { mergeOrganisation } from './merge-organisations.ts'
import { addOrganisation, changeOrganisation } from './organisations.ts'
import { addService } from './services.ts'
import { addApproved } from './test-activities.ts'
import { administrator, governance, mergeWorld, openedActivity, refusal, saveAsOpened } from './test-merges.ts'

type At = Awaited<ReturnType<typeof mergeWorld>>
let at: At
before(async () => {
  at = await mergeWorld()
})
after(() => at.close())

const organisation = (code: string, name: string) =>
  addOrganisation(at.db, governance, code, OrganisationDraft.parse({ name, kind: 'supplier' }))
const recipient = (name: string) =>
  ({ ...confirmed, organisation: name, category: '', role: 'processor', contract: '', contractEndsOn: '' }) as const
const draft = (...names: string[]) => ActivityDraft.parse({ ...activityContent(), recipients: names.map(recipient) })

test('an organisation that an activity names and nobody knows is added with it, or nothing is', async () => {
  const unknown = await addActivity(at.db, governance, 'LIB-A1', draft('Capita plc', 'Nobody Ltd'))
  assert.match(refusal(unknown), /There is no organisation “Capita plc”: choose one from the list, or tick/)
  const capita = { name: 'Capita plc', kind: 'supplier' } as const
  const half = await addActivity(at.db, governance, 'LIB-A1', draft('Capita plc', 'Nobody Ltd'), [capita])
  assert.match(refusal(half), /“Nobody Ltd”/)
  assert.equal(await organisationByCode(at.db, 'CAPITA-PLC'), undefined)
  const wrongReference = await addActivity(at.db, governance, 'LIB-A0', draft())
  assert.ok(wrongReference.ok)
  assert.match(
    refusal(await addActivity(at.db, governance, 'LIB-A0', draft('Capita plc'), [capita])),
    /is in the register/,
  )
  assert.equal(await organisationByCode(at.db, 'CAPITA-PLC'), undefined)
  const unused = { name: 'Never named', kind: 'other' } as const
  assert.ok((await addActivity(at.db, governance, 'LIB-A1', draft('capita PLC'), [capita, unused])).ok)
  assert.equal((await organisationByCode(at.db, 'CAPITA-PLC'))?.name, 'Capita plc')
  assert.deepEqual(
    (await allOrganisations(at.db)).map(({ code }) => code),
    ['CCC', 'CAPITA-PLC'],
  )
})

test('what names a duplicate is shown as naming the one in its place, which is typed once', async () => {
  assert.ok((await organisation('CAP', 'Capita')).ok)
  assert.ok((await addApproved(at.db, governance, 'LIB-A2', draft('Capita', 'Capita plc'))).ok)
  assert.deepEqual(await mergeOrganisation(at.db, governance, 'CAP', 'CAPITA-PLC'), {
    ok: true,
    value: { activities: 1 },
  })
  const opened = await openedActivity(at.db, 'LIB-A2')
  assert.deepEqual(
    opened.recipients.map((each) => each.organisation),
    ['CAPITA-PLC'],
  )
  assert.ok((await saveAsOpened(at.db, 'LIB-A2', 'Changed')).ok)
  const id = (await organisationByCode(at.db, 'CAPITA-PLC'))?.id
  assert.deepEqual(
    (await organisationUses(at.db, id)).map(({ reference, as }) => [reference, as]),
    [['LIB-A2', 'recipient, processor']],
  )
  assert.deepEqual(
    (await recipientList(at.db, null)).map(({ code, activities }) => [code, activities]),
    [['CAPITA-PLC', 2]],
  )
  assert.ok((await addActivity(at.db, governance, 'LIB-A4', draft('Capita'))).ok)
  assert.equal((await openedActivity(at.db, 'LIB-A4')).recipients[0]?.organisation, 'CAPITA-PLC')
  assert.match(refusal(await mergeOrganisation(at.db, governance, 'CAPITA-PLC', 'CAP')), /merged away itself/)
  const gone = await organisationByCode(at.db, 'CAP')
  assert.ok(gone)
  const change = OrganisationDraft.parse({ name: 'Capita', kind: 'supplier' })
  assert.match(
    refusal(await changeOrganisation(at.db, governance, 'CAP', fingerprint(gone), change)),
    /was merged away/,
  )
})

test('services go over unless both have one of a name, and an organisation that holds records stays', async () => {
  assert.ok((await organisation('CC2', 'Cambs County Council')).ok)
  const service = (code: string, name: string) => addService(at.db, administrator, code, { name, organisation: 'CC2' })
  assert.ok((await service('ARC', 'Archives')).ok)
  assert.ok((await service('LIB3', 'Libraries')).ok)
  assert.match(refusal(await mergeOrganisation(at.db, governance, 'CC2', 'CCC')), /Both have a service “Libraries”/)
  await at.db.updateTable('services').set({ name: 'County libraries' }).where('code', '=', 'LIB3').execute()
  assert.ok((await mergeOrganisation(at.db, governance, 'CC2', 'CCC')).ok)
  const services = await servicesWithin(at.db, null)
  assert.ok(services.every((each) => each.organisation === 'CCC'))
  assert.equal(services.length, 5)
  await addRecord(at.db, at.world, {})
  assert.match(
    refusal(await mergeOrganisation(at.db, governance, 'CCC', 'CAPITA-PLC')),
    /holds records in LMS, and records keep their organisation: merge Capita plc into it instead/,
  )
})

test('how people complain and how many approve are kept, and what is found is found afresh', async () => {
  const council = await organisationByCode(at.db, 'CCC')
  assert.ok(council)
  const change = OrganisationDraft.parse({ ...council, complaints: 'complaints@ccc.example', approvals: '2' })
  const found = () =>
    at.db.selectFrom('findings').select('id').where('code', '=', 'RTS-05').where('fixedOn', 'is', null).execute()
  const before = (await found()).length
  assert.ok((await changeOrganisation(at.db, governance, 'CCC', fingerprint(council), change)).ok)
  const now = await organisationByCode(at.db, 'CCC')
  assert.deepEqual([now?.complaints, now?.approvals], ['complaints@ccc.example', 2])
  assert.ok(before > 0)
  assert.equal((await found()).length, 0)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dropGuards } from '../../../db/test-guards.ts'
import { TrailBroken, verifyAsJob } from '../../actions/trail-verification.ts'
import { hashOfText, readCertificateFile, readFacts } from '../../domain/certificate.ts'
import { listedOf } from '../../domain/certificate-listed.ts'
import { program } from '../../domain/permission.ts'
import { FIRST_FORMAT, FIRST_HASH } from '../../domain/test-certificates.ts'
import { fullSite } from '../test-full-site.ts'
import { certificatePage } from './show-view.ts'

let site: Awaited<ReturnType<typeof fullSite>>
const visitors = {} as Record<'manager' | 'auditor' | 'governance', Awaited<ReturnType<typeof site.signInAs>>>
before(async () => {
  site = await fullSite()
  for (const role of ['manager', 'auditor', 'governance'] as const) visitors[role] = await site.signInAs(role)
})
after(() => site.close())

const LIST = '/destruction-certificates'

test('the register and the certificates are listed to a manager as far as their services go', async () => {
  const { libraries, music } = site.certificates
  for (const list of ['/disposals', LIST]) {
    const { text } = await visitors.manager.get(list)
    assert.ok(text.includes(libraries) && !text.includes(music), list)
    const all = (await visitors.auditor.get(list)).text
    assert.ok(all.includes(libraries) && all.includes(music), list)
  }
  assert.match((await visitors.auditor.get(`${LIST}?service=MUS`)).text, /Service: /)
  assert.match((await visitors.auditor.get('/disposals?service=NONE')).text, /No disposal matches/)
  assert.match((await visitors.auditor.get('/disposals?as-at=2026-11-20')).text, /Nothing had been disposed of by then/)
})

test('the register says how many records are confirmed in instructions that wait for other answers, and leads to these', async () => {
  const open = site.db.selectFrom('disposalInstructions').select(['id', 'doneCount']).where('state', '=', 'open')
  const { id, doneCount } = await open.executeTakeFirstOrThrow()
  const set = (done: number) =>
    site.db.updateTable('disposalInstructions').set({ doneCount: done }).where('id', '=', id).execute()
  await set(0)
  assert.doesNotMatch((await visitors.auditor.get('/disposals')).text, /still wait for other answers/)
  await set(3)
  const { text } = await visitors.auditor.get('/disposals')
  assert.match(
    text,
    /3 records are confirmed in instructions that still wait for other answers, and are listed once these are closed\./,
  )
  assert.match(text, /href="\/disposal-instructions\?state=open"/)
  assert.doesNotMatch((await visitors.auditor.get('/disposals?as-at=2026-11-20')).text, /still wait for other answers/)
  assert.doesNotMatch((await visitors.auditor.get('/disposals?proof=confirmation')).text, /still wait for other/)
  assert.doesNotMatch((await visitors.auditor.get('/disposals?rule=NONE')).text, /still wait for other/)
  await set(doneCount)
})

test('a filter that a list does not know is refused, as is a day that is to come', async () => {
  assert.equal((await visitors.auditor.get(`${LIST}?proof=certificate`)).status, 400)
  assert.equal((await visitors.auditor.get('/disposals?colour=red')).status, 400)
  assert.equal((await visitors.auditor.get('/disposals?as-at=2030-01-01')).status, 400)
})

test('what has a code or a number is found in any capitals', async () => {
  const number = site.certificates.libraries
  for (const address of [
    `${LIST}/${number}`,
    '/organisations/CCC',
    '/retention-rules/LIB-01',
    '/processing-activities/LIB-A1',
  ]) {
    const { status, text } = await visitors.governance.get(address.toLowerCase())
    assert.equal(status, 200, address)
    assert.ok(text.includes(address.split('/')[2] ?? ''), address)
  }
  for (const address of [
    '/services/lib',
    '/source-systems/lms',
    '/organisations/ccc/edit',
    '/privacy-notices/LIBRARIES',
    `${LIST}/${number.toLowerCase()}.csv`,
  ])
    assert.equal((await visitors.governance.get(address)).status, 200, address)
  assert.equal((await visitors.governance.get('/organisations/none')).status, 404)
})

test('a certificate is a page, a file that a program can check, and CSV', async () => {
  const number = site.certificates.libraries
  const { text } = await visitors.auditor.get(`${LIST}/${number}`)
  for (const said of [/certifies that 1 record of/, /Approved the disposal/, /Deleted/, /Merkle root of its records/])
    assert.match(text, said)
  const json = await visitors.auditor.get(`${LIST}/${number}.json`)
  assert.match(json.headers.get('content-disposition') ?? '', new RegExp(`filename="?${number}.json`))
  const file = readCertificateFile(json.text)
  assert.equal(file?.facts.number, number)
  const csv = await visitors.auditor.get(`${LIST}/${number}.csv`)
  assert.match(csv.text, /^part,name,value\r\n/)
  assert.match(csv.text, new RegExp(`integrity,sha256,${file?.sha256}`))
  assert.equal((await visitors.auditor.get(`${LIST}/DC-2026-999999`)).status, 404)
  assert.equal((await visitors.auditor.get(`${LIST}/DC-2026-999999.json`)).status, 404)
})

test('a certificate that somebody changed in the database is said to be so, in what it says and in what lists show', async () => {
  const number = site.certificates.music
  assert.doesNotMatch((await visitors.auditor.get(`${LIST}/${number}`)).text, /not what was issued/)
  const row = site.db.selectFrom('destructionCertificates').selectAll().where('number', '=', number)
  const { facts, factsHash, recordCount, decidedBy } = await row.executeTakeFirstOrThrow()
  await dropGuards(site.db, 'destruction_certificates_stand')
  const change = (columns: { facts?: string; factsHash?: string; recordCount?: number; decidedBy?: string }) =>
    site.db.updateTable('destructionCertificates').set(columns).where('number', '=', number).execute()
  const forged = facts.replaceAll(decidedBy, 'Nobody Else')
  assert.notEqual(forged, facts)
  for (const columns of [
    { facts: forged },
    { facts: forged, factsHash: hashOfText(forged), decidedBy: 'Nobody Else' },
    { recordCount: 2000 },
    { decidedBy: 'Nobody Else' },
    { facts: '{}', factsHash: hashOfText('{}') },
  ]) {
    await change(columns)
    const page = await visitors.auditor.get(`${LIST}/${number}`)
    assert.equal(page.status, 200)
    assert.match(
      page.text,
      /moj-banner--warning[^>]+>\s*<div class="moj-banner__message">What is stored here is not what was issued: /,
    )
    await change({ facts, factsHash, recordCount, decidedBy })
  }
})

test('a changed certificate is a red banner on the home page from the next verification on, until it is as it was', async () => {
  const number = site.certificates.libraries
  const { recordCount } = await site.db
    .selectFrom('destructionCertificates')
    .select('recordCount')
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const change = (records: number) =>
    site.db.updateTable('destructionCertificates').set({ recordCount: records }).where('number', '=', number).execute()
  const verify = () => verifyAsJob(site.db, { who: program('Schedule'), clock: site.clock })
  await change(2000)
  await assert.rejects(verify(), TrailBroken)
  const said = `A destruction certificate was changed, or is gone. Destruction certificate ${number} is not what was issued: the number of its records`
  assert.ok((await visitors.auditor.get('/')).text.includes(said))
  await change(recordCount)
  await verify()
  assert.ok(!(await visitors.auditor.get('/')).text.includes('A destruction certificate was changed'))
})

test('a certificate of the first format says when its instruction was fetched, and not by whom', () => {
  const facts = readFacts(FIRST_FORMAT)
  const of = { id: 1, round: 1, certified: 0, sourceSystemId: 1, organisationId: 1 }
  const page = certificatePage({ id: 1, ...listedOf(facts), facts: FIRST_FORMAT, factsHash: FIRST_HASH, of }, undefined)
  const lines = new Map(page.answers.map(({ key, lines: [line] }) => [key, line?.text]))
  assert.equal(lines.get('Fetched first'), '22 November 2026, 12:30')
  assert.equal(lines.get('Copies, backups and processors'), 'Backups are overwritten after 30 days')
  assert.equal(lines.get('Last backup expires on'), '22 December 2026')
  assert.equal(page.printed.endsWith(FIRST_HASH), true)
})

test('a proof or question without a reference is sent back with what was typed', async () => {
  const proof = await visitors.auditor.post(`${LIST}/${site.certificates.libraries}/proof`, { reference: ' ' })
  assert.equal(proof.status, 422)
  assert.match(proof.text, /Enter the reference/)
  const question = await visitors.auditor.post('/disposals/question', { source: '', reference: 'A-<1>' })
  assert.equal(question.status, 422)
  assert.match(question.text, /Choose the source system/)
  assert.match(question.text, /value="A-&lt;1&gt;"/)
})

test('an incident is seen to and closed on its page, and what was typed is kept when somebody was quicker', async () => {
  const path = `/disposal-incidents/${site.incident}`
  const governance = visitors.governance
  assert.match((await governance.get('/')).text, /disposal incident/)
  assert.match((await governance.get(path)).text, /VANISHED-1/)
  assert.equal((await visitors.auditor.get(path)).text.includes('Close the incident'), false)
  assert.equal((await governance.post(`${path}/closing`, { whatWasDone: '' })).status, 422)
  const owner = String(site.world.users.governance.id)
  assert.equal((await governance.post(`${path}/owner`, { owner })).status, 303)
  assert.match((await governance.get('/disposal-incidents?owner=me')).text, /Seen to by Grace Ashby/)
  assert.equal((await governance.post(`${path}/closing`, { whatWasDone: 'Moved by mistake' })).status, 303)
  const late = await governance.post(`${path}/closing`, { whatWasDone: 'Another story' })
  assert.equal(late.status, 422)
  assert.match(late.text, /Grace Ashby has closed this incident/)
  assert.match(late.text, /Another story/)
  assert.match((await governance.get('/disposal-incidents?state=open')).text, /No incident matches/)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readCertificateFile } from '../../domain/certificate.ts'
import { fullSite } from '../test-full-site.ts'

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
  assert.match((await visitors.auditor.get('/disposals?as-at=2026-11-20')).text, /Nothing has been disposed of yet/)
})

test('a filter that a list does not know is refused, as is a day that is to come', async () => {
  assert.equal((await visitors.auditor.get(`${LIST}?proof=certificate`)).status, 400)
  assert.equal((await visitors.auditor.get('/disposals?colour=red')).status, 400)
  assert.equal((await visitors.auditor.get('/disposals?as-at=2030-01-01')).status, 400)
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

test('a certificate that somebody changed in the database is said to be so', async () => {
  const { dropGuards } = await import('../../../db/test-guards.ts')
  await dropGuards(site.db, 'destruction_certificates_stand')
  const number = site.certificates.music
  const { facts } = await site.db
    .selectFrom('destructionCertificates')
    .select('facts')
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const forged = facts.replace('"statement":""', '"statement":"All copies are gone"')
  assert.notEqual(forged, facts)
  await site.db.updateTable('destructionCertificates').set({ facts: forged }).where('number', '=', number).execute()
  assert.match((await visitors.auditor.get(`${LIST}/${number}`)).text, /not what was issued/)
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
  assert.match((await governance.get('/')).text, /disposal incidents/)
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

import assert from 'node:assert/strict'
import { type ClientRequest, request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

let site: Site
before(async () => {
  site = await testSite({}, { env: { PAGES_PER_MINUTE: '60' } })
})
after(() => site.close())

/** Asks until it is refused, and says how many times that was in vain before. */
async function untilRefused(ask: () => ReturnType<ReturnType<Site['visitor']>['get']>) {
  for (let answered = 0; answered < 100; answered++) {
    const answer = await ask()
    if (answer.status === 429) return { answered, answer }
  }
  throw new Error('nothing was refused')
}

describe('more than a person can read', () => {
  test('is refused by page, with when to go on; others are answered all the while, and so are files of the style', async () => {
    const auditor = await site.signInAs('auditor')
    const { answered, answer } = await untilRefused(() => auditor.get('/services'))
    assert.ok(answered > 50 && answered <= 60, String(answered))
    assert.match(answer.text, /You have asked for too many pages in a minute\. Try again in \d+ seconds?\./)
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-5]?\d$|^60$/)
    assert.equal((await auditor.get('/assets/muniment.css')).status, 200)
    assert.equal((await (await site.signInAs('manager')).get('/services')).status, 200)
  })

  test('is refused by file earlier', async () => {
    const administrator = await site.signInAs('administrator')
    const { answered, answer } = await untilRefused(() => administrator.get('/services.csv'))
    assert.equal(answered, 6)
    assert.match(answer.text, /too many files in a minute/)
    assert.equal((await administrator.get('/services')).status, 200)
    for (const path of ['/services.CSV', '/services.csv/', '/Services.Xlsx/', '/findings.csv.manifest'])
      assert.equal((await administrator.get(path)).status, 429, path)
  })

  test('is refused by address as long as nobody is signed in, but for the probes', async () => {
    const { answered } = await untilRefused(() => site.visitor().get('/sign-in'))
    assert.ok(answered <= 30, String(answered))
    assert.equal((await site.visitor().get('/healthz')).status, 200)
    const rows = () => site.db.selectFrom('sessions').select('id').execute()
    const before = (await rows()).length
    const body = new URLSearchParams({ email: 'x' })
    assert.equal((await site.visitor().send('/sign-in', { method: 'POST', body })).status, 429)
    assert.equal((await rows()).length, before, 'what is refused leaves no session')
  })
})

test('a fourth file at once is refused until one of the three has ended', async (t) => {
  const site = await testSite()
  t.after(() => site.close())
  const governance = await site.signInAs('governance')
  const headers = { cookie: governance.cookie(), 'content-type': 'multipart/form-data; boundary=b' }
  const sent: ClientRequest[] = []
  // One that comes while the list below is being downloaded is refused itself, and is sent again.
  const send = () => {
    const sending = request(`${site.address}/record-feeds`, { method: 'POST', headers })
    sending.on('error', () => {}).once('response', send)
    sending.write('--b\r\nContent-Disposition: form-data; name="source"\r\n\r\nLM')
    sent.push(sending)
  }
  for (let n = 0; n < 3; n++) send()
  const { answer } = await untilRefused(() => governance.get('/services.csv'))
  assert.match(answer.text, /You are sending or downloading 3 files already\. Wait until one of them has ended/)
  assert.equal(answer.headers.get('retry-after'), '10')
  assert.equal((await governance.get('/services')).status, 200)
  for (const sending of sent) sending.removeAllListeners('response').destroy()
  assert.ok(await answeredAgain(() => governance.get('/services.csv')))
})

async function answeredAgain(ask: () => Promise<{ status: number }>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) if ((await ask()).status === 200) return true
  return false
}

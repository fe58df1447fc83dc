import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { addRecord } from '../../db/test-records.ts'
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
  })

  test('is refused by address as long as nobody is signed in, but for the probes', async () => {
    const { answered } = await untilRefused(() => site.visitor().get('/sign-in'))
    assert.ok(answered <= 30, String(answered))
    assert.equal((await site.visitor().get('/healthz')).status, 200)
  })
})

test('a fourth file at once is refused until one of the three has ended', async (t) => {
  const site = await testSite()
  t.after(() => site.close())
  await site.db.transaction().execute(async (tx) => {
    for (let n = 0; n < 3_000; n++) await addRecord(tx, site.world, { title: 'a long title '.repeat(30) })
  })
  const governance = await site.signInAs('governance')
  const stalled = () =>
    new Promise<{ stop: () => Promise<void> }>((done) => {
      const asked = get(`${site.address}/records.csv`, { headers: { cookie: governance.cookie() } }, (answer) => {
        answer.on('error', () => {})
        const stop = async () => {
          answer.destroy()
        }
        answer.once('readable', () => done({ stop }))
      })
      asked.on('error', () => {})
    })
  const three = [await stalled(), await stalled(), await stalled()]
  const refused = await governance.get('/services.csv')
  assert.equal(refused.status, 429)
  assert.match(refused.text, /You are sending or downloading 3 files already/)
  assert.equal(refused.headers.get('retry-after'), '10')
  for (const { stop } of three) await stop()
  const again = await untilAnswered(() => governance.get('/services.csv'))
  assert.equal(again, 200)
})

async function untilAnswered(ask: () => Promise<{ status: number }>): Promise<number> {
  for (let tries = 0; tries < 2; tries++) {
    const { status } = await ask()
    if (status !== 429) return status
  }
  return 429
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fullSite } from './test-full-site.ts'
import { testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof fullSite>>
before(async () => {
  site = await fullSite()
})
after(() => site.close())

const scrape = async (headers: Record<string, string> = {}, address = site.address) => {
  const response = await fetch(`${address}/metrics`, { headers })
  return { status: response.status, text: await response.text(), headers: response.headers }
}
/** The value of a series by its name and labels, as it stands in the text. */
const series = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.split(' ')
    .at(-1)

test('the process, its requests and what the database knows are told in the words of Prometheus', async () => {
  const administrator = await site.signInAs('administrator')
  await administrator.get('/job-runs/1')
  await site.visitor().get(`/records/${site.records.libraries}`)
  await site.visitor().get('/no/such/page')
  await site.visitor().post('/sign-in', { email: 'administrator@muniment.example', password: 'wrong' })
  const { status, text, headers } = await scrape()
  assert.equal(status, 200)
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.ok(Number(series(text, 'process_resident_memory_bytes')) > 0)
  const requests = (labels: string) => series(text, `muniment_http_request_duration_seconds_count{${labels}}`)
  assert.equal(requests('method="GET",route="/job-runs/:id",status="2xx"'), '1')
  assert.equal(requests('method="GET",route="/records/:id",status="3xx"'), '1')
  assert.ok(Number(requests('method="GET",route="none",status="4xx"')) >= 1)
  assert.equal(series(text, 'muniment_job_runs_total{job="sweep",state="succeeded"}'), '1')
  const noon = Date.parse('2026-11-22T12:00:00Z') / 1000
  assert.equal(series(text, 'muniment_job_last_success_timestamp_seconds{job="sweep"}'), String(noon))
  assert.equal(series(text, 'muniment_feeds{state="done"}'), '1')
  assert.equal(series(text, 'muniment_feed_rows_total{outcome="rejected"}'), '1')
  assert.equal(series(text, 'muniment_mail_waiting'), '0')
  const approved = await site.db.selectFrom('disposalReviews').select('id').where('state', '=', 'approved').execute()
  assert.equal(series(text, 'muniment_disposal_reviews{state="approved"}'), String(approved.length))
  assert.ok(approved.length > 0)
  assert.ok(Number(series(text, 'muniment_last_sweep_records{state="newly due"}')) > 0)
  const failures = await site.db.selectFrom('auditEvents').select('id').where('kind', '=', 'sign-in failed').execute()
  assert.equal(series(text, 'muniment_sign_in_failures_total'), String(failures.length))
})

test('no label names a person, an address or a record, and a second reading counts nothing twice', async () => {
  const first = (await scrape()).text
  assert.doesNotMatch(first, /@|Grace|Adam|LIB-|127\.0\.0\.1|password/)
  const second = (await scrape()).text
  for (const name of ['muniment_job_runs_total{job="sweep",state="succeeded"}', 'muniment_feeds{state="done"}'])
    assert.equal(series(second, name), series(first, name))
})

test('without a token it is for programs of the machine itself, and a proxy is none of them', async () => {
  for (const header of ['X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded', 'X-Real-IP', 'Via'])
    assert.equal((await scrape({ [header]: '127.0.0.1' })).status, 404, header)
})

test('with a token it is for whoever has it, from anywhere, and nobody else', async () => {
  const token = 'a token of thirty-two characters!'
  const other = await testSite({}, { env: { METRICS_TOKEN: token } })
  try {
    const with_ = (authorization: string) => scrape({ authorization, 'X-Forwarded-For': '203.0.113.9' }, other.address)
    assert.equal((await with_(`Bearer ${token}`)).status, 200)
    for (const wrong of ['', `Bearer ${token}x`, `bearer ${token}`, token])
      assert.equal((await with_(wrong)).status, 404, wrong)
    assert.equal((await scrape({}, other.address)).status, 404, 'also from the machine itself')
    assert.equal(series((await with_(`Bearer ${token}`)).text, 'muniment_feeds{state="done"}'), undefined)
  } finally {
    await other.close()
  }
})

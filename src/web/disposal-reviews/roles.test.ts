import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

test('a manager of another service finds none of a review, on no page and no path', async () => {
  const { path } = await site.due('MUS-02', 1)
  const manager = await site.signInAs('manager')
  for (const page of [path, `${path}/decision`, `${path}/exceptions/1`])
    assert.equal((await manager.get(page)).status, 404, page)
  for (const form of ['exceptions', 'exceptions/1/undoing', 'decision'])
    assert.equal((await manager.post(`${path}/${form}`, { decision: 'approve disposal', seen: 'x' })).status, 404, form)
  assert.equal((await manager.post(`${path}/second-approval`, {})).status, 403)
  assert.ok(!(await manager.get('/disposal-reviews')).text.includes(path))
  assert.equal((parse((await manager.get('/disposal-reviews.csv')).text, { columns: true }) as unknown[]).length, 0)
})

test('an auditor reads reviews and changes nothing, an administrator does not read them', async () => {
  const { path } = await site.due('LIB-01', 1)
  const auditor = await site.signInAs('auditor')
  const page = await auditor.get(path)
  assert.equal(page.status, 200)
  assert.ok(!page.text.includes('<form method="post" action="/disposal-reviews'))
  const administrator = await site.signInAs('administrator')
  for (const address of ['/disposal-reviews', '/disposal-reviews.csv', path])
    assert.equal((await administrator.get(address)).status, 403)
  for (const visitor of [auditor, administrator])
    for (const form of ['exceptions', 'exceptions/1/undoing', 'decision', 'second-approval'])
      assert.equal((await visitor.post(`${path}/${form}`, {})).status, 403, form)
})

test('governance sees every review but makes no first decision for a service', async () => {
  const { path } = await site.due('LIB-01', 1)
  const governance = await site.signInAs('governance')
  assert.equal((await governance.get(path)).status, 200)
  assert.equal((await governance.get(`${path}/decision`)).status, 403)
  assert.equal((await governance.post(`${path}/decision`, { decision: 'approve disposal', seen: 'x' })).status, 403)
  assert.equal((await governance.post(`${path}/exceptions`, {})).status, 403)
})

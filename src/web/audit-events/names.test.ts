import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { mergeService } from '../../actions/merge-services.ts'
import { acting } from '../../actions/test-acting.ts'
import { fullSite } from '../test-full-site.ts'

const site = await fullSite()
const auditor = await site.signInAs('auditor')
after(site.close)

const FROM_TO = /changed service from Cambridgeshire Music \(MUS\) to Libraries \(LIB\)/i

test('a review that went over with its service says so by the names of both, in its history and in the audit trail', async () => {
  assert.ok((await mergeService(site.db, acting(site.clock, 'administrator'), 'MUS', 'LIB')).ok)
  const { id, subjectId } = await site.db
    .selectFrom('auditEvents')
    .select(['id', 'subjectId'])
    .where('subjectKind', '=', 'disposal review')
    .where('kind', '=', 'changed')
    .executeTakeFirstOrThrow()
  for (const address of [
    `/disposal-reviews/${subjectId}`,
    '/audit-events?subject=disposal+review&kind=changed',
    `/audit-events/${id}`,
  ])
    assert.match((await auditor.get(address)).text, FROM_TO, address)
  const event = (await auditor.get(`/audit-events/${id}`)).text
  assert.match(event, />\s*Cambridgeshire Music \(MUS\)\s*</)
  assert.match(event, /It is the hash of what is shown here/)
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Role } from '../domain/permission.ts'
import { frameOf } from './frame.ts'

const user = (role: Role) => ({ id: 1, name: 'Ada', email: 'ada@example.org', role, serviceIds: [] })
const sectionsOf = (role: Role) => frameOf({ user: user(role) }).navigation.map(({ text }) => text)

describe('the sections', () => {
  it('are all open to information governance', () => {
    assert.deepEqual(sectionsOf('governance'), [
      'Home',
      'Processing activities',
      'Findings',
      'Review requests',
      'Retention rules',
      'Records',
      'Record feeds',
      'Disposal reviews',
      'Disposal holds',
      'Disposal instructions',
      'Disposals',
      'Reports',
      'Job runs',
      'Audit trail',
      'Privacy notices',
      'Organisations',
    ])
  })

  it('leave out what a role may not read', () => {
    assert.ok(!sectionsOf('manager').includes('Job runs'))
    assert.ok(!sectionsOf('administrator').includes('Records'))
    for (const section of ['Users', 'Mail']) assert.ok(!sectionsOf('governance').includes(section))
  })

  it('lead an auditor to who may do what and to the mail, as they do an administrator', () => {
    for (const role of ['auditor', 'administrator'] as const)
      assert.deepEqual(sectionsOf(role).slice(-2), ['Users', 'Mail'])
  })

  it('mark the one that the page is, or is within', () => {
    const marks = (path: string) =>
      frameOf({ user: user('governance'), path }).navigation.filter(({ current }) => current)
    assert.deepEqual(marks('/records'), [{ text: 'Records', href: '/records', current: 'page' }])
    assert.deepEqual(marks('/records/17'), [{ text: 'Records', href: '/records', current: 'true' }])
    assert.deepEqual(
      marks('/record-feeds').map(({ text }) => text),
      ['Record feeds'],
    )
    assert.deepEqual(marks('/sign-in'), [])
  })
})

describe('the frame of a request that failed early', () => {
  it('has nobody, no sections and no news', () => {
    assert.deepEqual(frameOf({}), { navigation: [], person: null, search: null, csrfToken: '', flash: null, nonce: '' })
  })
})

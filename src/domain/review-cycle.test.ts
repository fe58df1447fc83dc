import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { check } from './problem.ts'
import {
  ChangeRequestDraft,
  ConfirmationDraft,
  ReviewRequestDraft,
  requestState,
  reviewOn,
  reviewStanding,
  soonFrom,
} from './review-cycle.ts'

const TODAY = '2026-11-26'

describe('when an activity is reviewed', () => {
  test('a review is due a cycle after the day of its confirmation, on the last day of a month that lacks the day', () => {
    assert.equal(reviewOn(TODAY, { reviewCycleMonths: 12 }), '2027-11-26')
    assert.equal(reviewOn('2028-02-29', { reviewCycleMonths: 12 }), '2029-02-28')
    assert.equal(reviewOn('2026-08-31', { reviewCycleMonths: 6 }), '2027-02-28')
  })

  test('it is in time on its day, overdue on the next, and due soon from 30 days before', () => {
    assert.equal(reviewStanding('2026-11-25', TODAY), 'overdue')
    assert.equal(reviewStanding(TODAY, TODAY), 'soon')
    assert.equal(reviewStanding('2026-12-26', TODAY), 'soon')
    assert.equal(soonFrom(TODAY), '2026-12-26')
    assert.equal(reviewStanding('2026-12-27', TODAY), 'later')
    assert.equal(reviewStanding(null, TODAY), 'later')
  })

  test('a request is open until all is answered, or it is withdrawn', () => {
    assert.equal(requestState({ closedAt: null, withdrawnAt: null }), 'open')
    assert.equal(requestState({ closedAt: TODAY, withdrawnAt: null }), 'closed')
    assert.equal(requestState({ closedAt: null, withdrawnAt: TODAY }), 'withdrawn')
  })
})

describe('what is asked and answered', () => {
  const asked = { services: ['LIB', 'MUS'], due: '31/12/2026', message: 'Before the audit, please.' }
  const problems = (parts: object) => {
    const checked = check(ReviewRequestDraft(TODAY), { ...asked, ...parts })
    return checked.ok ? [] : checked.problems.map(({ field, text }) => `${field}: ${text}`)
  }

  test('a request names services, a day and what to tell the owners', () => {
    const checked = check(ReviewRequestDraft(TODAY), asked)
    assert.deepEqual(checked, {
      ok: true,
      value: { services: ['LIB', 'MUS'], due: '2026-12-31', message: 'Before the audit, please.', unmanaged: false },
    })
    assert.deepEqual(problems({ services: 'LIB', unmanaged: 'yes' }), [])
    assert.deepEqual(problems({ services: undefined }), ['services: Choose the services whose owners are asked'])
    assert.deepEqual(problems({ message: ' ' }), ['message: Enter the message'])
    assert.deepEqual(problems({ due: TODAY }), [])
  })

  test('no day in the past, none that is not a date, none beyond two years, and no message of 5,000 characters', () => {
    assert.deepEqual(problems({ due: '2026-11-25' }), ['due: Enter a day that is not in the past'])
    for (const due of ['31/02/2027', 'soon', '2026-13-01'])
      assert.deepEqual(problems({ due }), ['due: Enter the day by which to review as a date, for example 31/03/2027'])
    assert.deepEqual(problems({ due: '' }), ['due: Enter the day by which to review'])
    assert.deepEqual(problems({ due: '2028-11-27' }), ['due: Enter a day within two years'])
    assert.deepEqual(problems({ message: 'x'.repeat(5000) }), [
      'message: Shorten the message to 4,000 characters or fewer',
    ])
  })

  test('a confirmation needs no note, a change needs to be said', () => {
    assert.deepEqual(check(ConfirmationDraft, {}), { ok: true, value: { text: '' } })
    const nothing = check(ChangeRequestDraft, { text: '  ' })
    assert.deepEqual(nothing.ok ? [] : nothing.problems, [{ field: 'text', text: 'Enter what has changed' }])
    assert.equal(check(ConfirmationDraft, { text: 'x'.repeat(5000) }).ok, false)
  })
})

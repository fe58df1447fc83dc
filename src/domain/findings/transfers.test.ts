import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TransferEntry } from '../processing-activity.ts'
import { codes, said, texts, transfer } from './test-activity.ts'

const found = (parts: Partial<TransferEntry>, on = '2026-11-26') => codes({ transfers: [transfer(parts)] }, { on })
const noted = (text: string) => ({ notes: [{ ...said, field: 'transfers' as const, text, silent: false }] })

test('a transfer without a safeguard is missed by its recipient', () => {
  assert.deepEqual(texts({ transfers: [transfer({ country: 'India' })] }), [
    'No safeguard is named for the transfer to Mailchimp.',
  ])
  assert.deepEqual(found({ country: 'India', safeguard: 'Letter of 2020' }), [])
})

test('a country that is adequate needs no safeguard, and one that is so for some recipients needs a word on it', () => {
  assert.deepEqual(found({ country: 'Germany' }), [])
  assert.deepEqual(found({ country: 'the European Union' }), [])
  assert.deepEqual(found({ country: 'Canada' }), ['TRF-01'])
  assert.deepEqual(found({ country: 'Canada', mechanism: 'adequacy regulations' }), [])
  assert.deepEqual(found({ country: 'united states' }), ['TRF-01'])
})

test('a transfer that does not name its country is missed', () => {
  const country = 'Outside the EU'
  assert.deepEqual(found({ country, mechanism: 'binding corporate rules' }), ['TRF-03'])
  assert.deepEqual(found({ country, mechanism: 'adequacy regulations' }), ['TRF-03'])
  assert.deepEqual(found({ country: 'Peru', mechanism: 'binding corporate rules' }), [])
})

test('a note that allows for transfers without listing one is asked about, and one that denies them is not', () => {
  assert.deepEqual(codes(noted('Possible, with binding corporate rules')), ['TRF-03'])
  assert.deepEqual(codes(noted('No data leaves the United Kingdom')), [])
  assert.deepEqual(codes(noted('Data does not leave the country and is not sent abroad')), [])
  assert.deepEqual(codes({ ...noted('Possible, outside the UK'), transfers: [transfer({ country: 'Spain' })] }), [])
})

test('Privacy Shield counted on 15 July 2020 and is invalid from the day after', () => {
  const shield = { mechanism: 'Privacy Shield' } as const
  assert.deepEqual(found(shield, '2020-07-15'), [])
  assert.deepEqual(found(shield, '2020-07-16'), ['TRF-02'])
  assert.deepEqual(found({ safeguard: 'EU-US Privacy Shield' }), ['TRF-02'])
})

test('EU clauses alone counted on 20 March 2024 and not from the day after; with the addendum they do', () => {
  const clauses = { mechanism: 'EU standard contractual clauses' } as const
  assert.deepEqual(found(clauses, '2024-03-20'), [])
  assert.deepEqual(found(clauses, '2024-03-21'), ['TRF-07'])
  assert.deepEqual(found({ ...clauses, document: 'SCCs of 2021 with UK Addendum' }), [])
  assert.deepEqual(found({ safeguard: 'Standard contractual clauses' }), ['TRF-07'])
})

test('the agreement and the addendum count from 21 March 2022', () => {
  for (const mechanism of ['international data transfer agreement', 'addendum to the EU clauses'] as const) {
    assert.deepEqual(found({ mechanism }, '2022-03-20'), ['TRF-01'])
    assert.deepEqual(found({ mechanism }, '2022-03-21'), [])
  }
})

test('safeguards that a note names and that count no longer are told, unless the note says so itself', () => {
  assert.deepEqual(codes(noted('Possible, with EU-US Privacy Shield or clauses approved by the European Commission')), [
    'TRF-03',
    'TRF-02',
    'TRF-07',
  ])
  assert.deepEqual(codes(noted('No transfers; Privacy Shield is no longer used')), [])
})

test('adequacy is claimed in vain where no regulations are in force on the day', () => {
  const claimed = { mechanism: 'adequacy regulations', country: 'South Korea' } as const
  assert.deepEqual(found(claimed, '2022-12-18'), ['TRF-04'])
  assert.deepEqual(found(claimed, '2022-12-19'), [])
  assert.deepEqual(texts({ transfers: [transfer({ ...claimed, country: 'Brazil' })] }), [
    'Adequacy is claimed for the transfer to Mailchimp, but no regulations cover Brazil on 26 November 2026.',
  ])
  assert.deepEqual(found({ ...claimed, country: 'Ireland and Brazil' }), ['TRF-04'])
})

const extension = { mechanism: 'UK Extension to the Data Privacy Framework', verifiedOn: '2023-10-11' } as const

test('the UK Extension counts from 12 October 2023, and for the United States only', () => {
  assert.deepEqual(found(extension, '2023-10-11'), ['TRF-04'])
  assert.deepEqual(found(extension, '2023-10-12'), [])
  assert.deepEqual(found({ ...extension, country: 'India' }, '2023-10-12'), ['TRF-04'])
})

test('a certification counts for 12 months after it was verified, and not before', () => {
  assert.deepEqual(found({ ...extension, verifiedOn: '2025-11-26' }), [])
  assert.deepEqual(found({ ...extension, verifiedOn: '2025-11-25' }), ['TRF-10'])
  assert.deepEqual(found({ ...extension, verifiedOn: '2026-11-27' }), ['TRF-10'])
  assert.deepEqual(found({ ...extension, verifiedOn: null }), ['TRF-10'])
  assert.deepEqual(found({ mechanism: 'adequacy regulations' }), ['TRF-10'])
})

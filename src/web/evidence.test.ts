import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evidenceView } from './evidence.ts'

const notice = 'cambridgeshire-libraries'
const byNobody = { byName: null, byOn: null }

describe('evidence', () => {
  it('links a stated fact to the line of the notice', () => {
    assert.deepEqual(evidenceView({ standing: 'stated', notice, lines: 'L19', ...byNobody }), {
      text: 'Stated',
      colour: 'grey',
      source: 'line 19',
      href: `/privacy-notices/${notice}#L19`,
      by: null,
    })
  })

  it('names several lines and links to the first', () => {
    const view = evidenceView({ standing: 'stated', notice, lines: 'L11,L17,L41', ...byNobody })
    assert.equal(view.source, 'lines 11, 17 and 41')
    assert.equal(view.href, `/privacy-notices/${notice}#L11`)
  })

  it('names a range of lines', () => {
    assert.equal(evidenceView({ standing: 'stated', notice, lines: 'L20-L24', ...byNobody }).source, 'lines 20 to 24')
  })

  it('has no place in a notice for what is proposed', () => {
    assert.deepEqual(
      evidenceView({ standing: 'proposed', notice: null, lines: null, byName: 'Sample register', byOn: '2026-11-22' }),
      {
        text: 'Proposed',
        colour: 'yellow',
        source: null,
        href: null,
        by: 'by Sample register, 22 November 2026',
      },
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { strict } from './strict.ts'

describe('a strict view model', () => {
  const page = strict({
    title: 'Rules',
    note: undefined as string | undefined,
    owner: null,
    rows: [{ code: 'LIB-01', tags: [{ text: 'Proposed' }] }],
  })
  const loose = page as unknown as { tilte: string; rows: { period: string; tags: { colour: string }[] }[] }

  it('gives what was set, at every depth', () => {
    assert.equal(page.title, 'Rules')
    assert.equal(page.owner, null)
    assert.equal(page.rows[0]?.tags[0]?.text, 'Proposed')
  })

  it('throws with the name of a field that was not set, at every depth', () => {
    assert.throws(() => loose.tilte, /did not set “tilte”/)
    assert.throws(() => loose.rows[0]?.period, /did not set “period”/)
    assert.throws(() => loose.rows[0]?.tags[0]?.colour, /did not set “colour”/)
  })

  it('counts undefined as not set', () => {
    assert.throws(() => page.note, /did not set “note”/)
    assert.equal('note' in page, false)
  })

  it('keeps the methods of lists', () => {
    assert.deepEqual(
      page.rows.map((row) => row.code),
      ['LIB-01'],
    )
    assert.equal(page.rows.length, 1)
  })

  it('refuses to print an object as text', () => {
    assert.throws(() => String(page.rows[0]), /did not set “toString”/)
  })

  it('leaves the original as it was', () => {
    const original = Object.freeze({ list: Object.freeze(['a']) })
    assert.deepEqual([...strict(original).list], ['a'])
    assert.equal((original as { more?: string }).more, undefined)
  })
})

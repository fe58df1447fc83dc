import assert from 'node:assert/strict'
import { parse } from 'node:querystring'
import { after, before, describe, test } from 'node:test'
import type { Request } from 'express'
import { PageError } from './errors.ts'
import { pathId, queryChoice, queryNumber, queryString, queryText, readQuery } from './query.ts'
import { addressOf } from './test-addresses.ts'
import { fullSite } from './test-full-site.ts'
import { matrix } from './test-route-matrix.ts'

const shape = { q: queryText, page: queryNumber, state: queryChoice(['open', 'closed']) }
const asked = (query: string) => ({ query: parse(query) }) as unknown as Request
const read = (query: string) => readQuery(shape, asked(query))
const refusal = (query: string, of: object = shape): string => {
  try {
    readQuery(of as typeof shape, asked(query))
  } catch (error) {
    assert.ok(error instanceof PageError)
    assert.equal(error.status, 400)
    return error.message
  }
  return 'it was taken'
}

describe('the query string of a page', () => {
  test('is read and checked, and what is blank counts as not given', () => {
    assert.deepEqual(read('q=%20library%20&page=2&state=open'), { q: 'library', page: 2, state: 'open' })
    assert.deepEqual(read('q=&page=&state=&other='), {})
    assert.deepEqual(read(''), {})
  })

  test('a parameter that the page does not know is refused by name', () => {
    assert.equal(refusal('serivce=LIB'), 'This page does not know “serivce”. It takes q, page and state.')
    assert.equal(refusal('x=1&y=2', {}), 'This page does not know “x” and “y”. It takes none.')
    assert.equal(
      refusal(`${'n'.repeat(300)}=1`),
      `This page does not know “${'n'.repeat(50)}”. It takes q, page and state.`,
    )
    for (const name of ['__proto__', 'constructor', 'toString', 'q[]', 'q[x]'])
      assert.match(refusal(`${name}=1`), /does not know/)
  })

  test('a parameter that comes twice is refused, not guessed', () => {
    assert.equal(refusal('q=a&q=b'), 'q: give it once, as text.')
    assert.equal(refusal('page=1&page=2'), 'page: give it once.')
    assert.equal(refusal('state=open&state=open'), 'state: must be one of open, closed.')
    assert.deepEqual(read('q=&q='), {})
  })

  test('a value that cannot be is refused with what it is to be', () => {
    assert.equal(refusal('page=two'), 'page: must be a whole number.')
    for (const page of ['-1', '1.5', '1e3', ' 1', '9'.repeat(16)]) assert.match(refusal(`page=${page}`), /whole number/)
    assert.equal(refusal('state=gone'), 'state: must be one of open, closed.')
    assert.equal(refusal(`q=${'x'.repeat(201)}`), 'q: at most 200 characters.')
    assert.equal(refusal('page=x&state=x'), 'page: must be a whole number. state: must be one of open, closed.')
  })
})

test('the number in a path is digits and nothing else', () => {
  const id = (text?: string) => pathId({ params: { id: text } } as unknown as Request)
  assert.equal(id('17'), 17)
  for (const text of ['', '-1', '1.0', '1e3', '0x1', ' 1', '1 ', '９', 'x', '9'.repeat(16)])
    assert.equal(id(text), undefined)
  assert.equal(id(undefined), undefined)
})

test('a query string is made of what is given, encoded', () => {
  assert.equal(queryString({ q: 'a&b=c ü', page: 2, state: undefined, x: null, y: '' }), '?q=a%26b%3Dc+%C3%BC&page=2')
  assert.equal(queryString({ q: '' }), '')
})

describe('every page and list of those who are signed in', () => {
  let site: Awaited<ReturnType<typeof fullSite>>
  before(async () => {
    site = await fullSite()
  })
  after(() => site.close())

  test('refuses a parameter that it does not know, with a page that names it', async () => {
    const readers = {
      governance: await site.signInAs('governance'),
      administrator: await site.signInAs('administrator'),
      manager: await site.signInAs('manager'),
    }
    for (const [name, allowed] of Object.entries(matrix)) {
      const [method, path = ''] = name.split(' ')
      if (method !== 'GET' || typeof allowed === 'string') continue
      const address = addressOf(site, path, 'governance')
      const role = (['governance', 'administrator', 'manager'] as const).find((one) => allowed.includes(one))
      assert.ok(role, name)
      const answer = await readers[role].get(`${address}${address.includes('?') ? '&' : '?'}nonsense=%3Cb%3E1`)
      assert.equal(answer.status, 400, `${name}: ${answer.text.slice(0, 300)}`)
      assert.match(answer.text, /This page does not know “nonsense”\. It takes /)
    }
  })
})

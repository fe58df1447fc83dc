import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adequacyIn, adequacyOf, scopesIn } from './adequacy.ts'
import { namesACountry } from './countries.ts'

const DAY = '2026-11-26'

test('every state of the European Economic Area is adequate in full, by any of its names', () => {
  const names =
    'Austria,Belgium,Bulgaria,Croatia,Cyprus,Czechia,Denmark,Estonia,Finland,France,Germany,Greece,Hungary,Iceland,Ireland,Italy,Latvia,Liechtenstein,Lithuania,Luxembourg,Malta,Netherlands,Norway,Poland,Portugal,Romania,Slovakia,Slovenia,Spain,Sweden,EU,EEA,European Union,Czech Republic,the Netherlands,IRELAND'
  for (const name of names.split(',')) assert.equal(adequacyIn(name, DAY), 'full', name)
})

test('the other adequate countries have the days of their instruments', () => {
  const days: [string, string][] = [
    ['Japan', '2019-01-23'],
    ['Republic of Korea', '2022-12-19'],
    ['USA', '2023-10-12'],
    ['New Zealand', '2012-12-19'],
  ]
  for (const [country, day] of days) assert.equal(adequacyOf(country, day)?.from, day, country)
  assert.equal(adequacyOf('Japan', '2019-01-22'), undefined)
  assert.equal(adequacyOf('Republic of Korea', '2022-12-18'), undefined)
  assert.equal(adequacyOf('USA', '2023-10-11'), undefined)
})

test('several countries are adequate only when each of them is', () => {
  assert.equal(adequacyIn('Germany, Switzerland and Jersey', DAY), 'full')
  assert.equal(adequacyIn('Germany (Berlin) and Canada', DAY), 'partial')
  assert.equal(adequacyIn('Germany / India', DAY), 'none')
  assert.equal(adequacyIn('', DAY), 'none')
})

test('adequacy within a scope says for whom', () => {
  assert.deepEqual(scopesIn('U.S.', DAY), ['organisations certified to the UK Extension to the Data Privacy Framework'])
})

test('a text that only says “somewhere else” names no country', () => {
  for (const text of [
    '',
    'Outside the EU',
    'unknown',
    'Third countries',
    'not stated',
    'worldwide',
    'Spain and others',
  ])
    assert.equal(namesACountry(text), false, text)
  for (const text of ['Spain', 'the USA', 'Europol', 'Bosnia and Herzegovina'])
    assert.equal(namesACountry(text), true, text)
})

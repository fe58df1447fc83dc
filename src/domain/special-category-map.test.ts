import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specialCategoryMap } from './special-category-map.ts'

const holding = (service: string, category: string, activities: number, mark = 'special category') => ({
  service,
  category,
  activities,
  mark: mark as 'special category' | 'criminal offence',
})
const services = [
  { code: 'LIB', name: 'Libraries' },
  { code: 'MUS', name: 'Music' },
  { code: 'WEB', name: 'Website' },
]
const holdings = [
  holding('MUS', 'Health information', 3),
  holding('MUS', 'DBS certificates', 1, 'criminal offence'),
  holding('LIB', 'Beliefs', 2),
  holding('LIB', 'Health information', 1),
]

test('a few services are columns, and offence data comes after the special categories', () => {
  const map = specialCategoryMap(holdings, services)
  assert.deepEqual(
    map.columns.map(({ name }) => name),
    ['Libraries', 'Music'],
  )
  assert.deepEqual(
    map.rows.map(({ name, mark }) => [name, mark]),
    [
      ['Beliefs', 'special category'],
      ['Health information', 'special category'],
      ['DBS certificates', 'criminal offence'],
    ],
  )
  assert.deepEqual(map.cells, [
    [2, 0],
    [1, 3],
    [0, 1],
  ])
})

test('many services are rows', () => {
  const many = Array.from({ length: 9 }, (_, at) => ({ code: `S${at}`, name: `Service ${at}` }))
  const held = many.map(({ code }, at) => holding(code, at % 2 === 0 ? 'Beliefs' : 'Health information', at + 1))
  const map = specialCategoryMap(held, many)
  assert.equal(map.rows.length, 9)
  assert.equal(map.columns.length, 2)
  assert.deepEqual(map.cells.slice(0, 2), [
    [1, 0],
    [0, 2],
  ])
})

test('the words name each service, what it holds, and the services that hold none', () => {
  assert.deepEqual(specialCategoryMap(holdings, services).text, [
    {
      heading: 'Libraries',
      items: [
        'Beliefs (special category): 2 processing activities',
        'Health information (special category): 1 processing activity',
      ],
    },
    {
      heading: 'Music',
      items: [
        'Health information (special category): 3 processing activities',
        'DBS certificates (criminal offence): 1 processing activity',
      ],
    },
    { heading: 'Services that hold none, as far as the register says', items: ['Website'] },
  ])
})

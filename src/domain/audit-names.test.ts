import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areOfCodes, NO_NAMES, withNames } from './audit-names.ts'

const names = {
  service: new Map([
    ['LIB', 'Libraries'],
    ['MUS', 'Music'],
  ]),
  organisation: new Map([['CCC', 'Cambridgeshire County Council']]),
}
const change = (field: string, before: string | null, after: string | null) => ({ field, before, after })

test('what is kept by its code is said by its name and code, each of several', () => {
  assert.deepEqual(
    withNames(
      [
        change('service', 'LIB', 'MUS'),
        change('organisation', 'CCC', 'PCC'),
        change('services it is limited to', null, 'LIB, MUS'),
      ],
      names,
    ),
    [
      change('service', 'Libraries (LIB)', 'Music (MUS)'),
      change('organisation', 'Cambridgeshire County Council (CCC)', 'PCC'),
      change('services it is limited to', null, 'Libraries (LIB), Music (MUS)'),
    ],
  )
})

test('what is kept by its name, and every other field, stays as it is', () => {
  const changes = [change('service', 'Libraries', 'Music'), change('name', 'LIB', 'MUS')]
  assert.deepEqual(withNames(changes, names), changes)
  assert.deepEqual(withNames([change('service', 'LIB', null)], NO_NAMES), [change('service', 'LIB', null)])
  assert.deepEqual([areOfCodes(changes), areOfCodes([change('name', 'a', 'b')])], [true, false])
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { statementsOf } from './statements.ts'

let database: Sqlite.Database
let prepare: (sql: string) => Sqlite.Statement
beforeEach(() => {
  database = new Sqlite(':memory:')
  database.exec('create table t (a); insert into t values (1), (2)')
  prepare = statementsOf(database)
})
afterEach(() => void database.close())

test('a statement is prepared once, and gives what its parameters ask for each time', () => {
  const sql = 'select a from t where a > ?'
  assert.deepEqual(prepare(sql).all(0), [{ a: 1 }, { a: 2 }])
  assert.deepEqual(prepare(sql).all(1), [{ a: 2 }])
  assert.equal(prepare(sql), prepare(sql))
})

test('a statement that is kept sees the columns of a table that has changed since', () => {
  assert.deepEqual(prepare('select * from t where a = 1').all(), [{ a: 1 }])
  database.exec("alter table t add column b text not null default 'new'")
  assert.deepEqual(prepare('select * from t where a = 1').all(), [{ a: 1, b: 'new' }])
})

test('what acts when it is prepared, or is long, is prepared each time', () => {
  for (const sql of ['pragma user_version', `select ${'1, '.repeat(1_900)}1`, 'drop table if exists u'])
    assert.notEqual(prepare(sql), prepare(sql))
})

test('those that were used last are kept, and no more than some hundreds', () => {
  const often = prepare('select 0')
  const once = prepare('select 1')
  for (let n = 2; n < 600; n++) {
    prepare(`select ${n}`)
    assert.equal(prepare('select 0'), often)
  }
  assert.notEqual(prepare('select 1'), once)
})

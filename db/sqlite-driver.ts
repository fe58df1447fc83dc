import { setTimeout as pause } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { endSnapshots, snapshots } from './snapshots.ts'
import { statementsOf } from './statements.ts'
import { telling } from './waiting-writers.ts'

const PATIENCE_MS = 10_000
const TRY_AGAIN_MS = 3

/** The connections of one database. `reading`: one for what only reads outside of transactions; null: that waits its turn as well. */
export type SqliteConnections = {
  writing: Sqlite.Database
  reading: (() => Sqlite.Database) | null
  close: () => void
}

/**
 * Runs statements so that the event loop never waits for a lock.
 *
 * A transaction takes the write lock when it begins: one that began as a reader could not wait for another process's write, and would
 * fail half-way. Whoever finds the lock taken tries again a moment later, for ten seconds, while others are answered. What only reads, and
 * is in no transaction, has a connection of its own and waits for nobody: it sees what was committed before it.
 */
export class SqlitePairDriver implements Driver {
  readonly #connections: SqliteConnections
  readonly #prepare: Prepare
  readonly #turns = turns()
  constructor(connections: SqliteConnections) {
    this.#connections = connections
    this.#prepare = prepareOn(connections)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PairedConnection> {
    return new PairedConnection(this.#connections.writing, this.#prepare, this.#turns)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PairedConnection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    ;(connection as PairedConnection).end('commit')
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    ;(connection as PairedConnection).end('rollback')
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connections.close()
  }
}

/** Prepares a statement on either connection. `look`: to be called before one on the reading connection is run; see `snapshots`. */
type Prepare = {
  onWriting: (sql: string) => Sqlite.Statement
  onReading: (sql: string) => { statement: Sqlite.Statement; look: () => void } | null
}

function prepareOn({ writing, reading }: SqliteConnections): Prepare {
  let onReading: { prepare: (sql: string) => Sqlite.Statement; look: () => void } | undefined
  return {
    onWriting: statementsOf(writing),
    onReading: (sql) => {
      if (!reading) return null
      if (!onReading) {
        const connection = reading()
        onReading = { prepare: statementsOf(connection), look: snapshots(connection) }
      }
      return { statement: onReading.prepare(sql), look: onReading.look }
    },
  }
}

class PairedConnection implements DatabaseConnection {
  readonly #writing: Sqlite.Database
  readonly #prepare: Prepare
  readonly #turns: Turns
  #endTurn: (() => void) | null = null
  constructor(writing: Sqlite.Database, prepare: Prepare, turns: Turns) {
    this.#writing = writing
    this.#prepare = prepare
    this.#turns = turns
  }

  async begin(): Promise<void> {
    const endTurn = await this.#turns()
    try {
      await whenUnlocked(this.#writing, () => this.#writing.exec('begin immediate'))
    } catch (error) {
      endTurn()
      throw error
    }
    this.#endTurn = endTurn
  }

  /** A commit that fails may leave the transaction open, to be rolled back, or have ended it, as a full disk does. */
  end(how: 'commit' | 'rollback'): void {
    const writing = this.#writing
    if (!this.#endTurn) return
    try {
      if (how === 'commit' || writing.inTransaction) writing.exec(how)
    } finally {
      endSnapshots()
      if (!writing.inTransaction) {
        this.#endTurn()
        this.#endTurn = null
      }
    }
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { onWriting, onReading } = this.#prepare
    if (this.#endTurn) return run(onWriting(sql), parameters)
    const reading = onReading(sql)
    if (reading?.statement.readonly && !/^\s*pragma\b/i.test(sql)) {
      reading.look()
      return run(reading.statement, parameters)
    }
    const endTurn = await this.#turns()
    try {
      return await whenUnlocked(this.#writing, () => run<Row>(onWriting(sql), parameters))
    } finally {
      endSnapshots()
      endTurn()
    }
  }

  // biome-ignore lint/correctness/useYield: nothing in the program streams rows, and it should say so
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are read in pages, not streamed')
  }
}

function run<Row>(statement: Sqlite.Statement, parameters: readonly unknown[]): QueryResult<Row> {
  if (statement.reader) return { rows: statement.all(parameters) as Row[] }
  const { changes, lastInsertRowid } = statement.run(parameters)
  return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) }
}

/** Does something that needs a lock as soon as whoever holds it lets go. */
async function whenUnlocked<Value>({ name }: Sqlite.Database, work: () => Value): Promise<Value> {
  try {
    return work()
  } catch (error) {
    if (!isLocked(error)) throw error
  }
  return telling(name, () => tryAgain(work, performance.now() + PATIENCE_MS))
}

async function tryAgain<Value>(work: () => Value, until: number): Promise<Value> {
  for (;;) {
    await pause(TRY_AGAIN_MS)
    try {
      return work()
    } catch (error) {
      if (!isLocked(error) || performance.now() > until) throw error
    }
  }
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

/** Waits for one's turn to write, and gives what ends it. */
type Turns = () => Promise<() => void>

/** One after the other, in the order in which they asked. */
function turns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return async () => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }
}

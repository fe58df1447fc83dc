import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type QueryCompiler,
  type TransactionSettings,
} from 'kysely'
import type { ClientBase, Pool } from 'pg'
import { storable } from '../src/domain/storable.ts'
import { CopyingCursor } from './copy-in.ts'
import { OwnPostgresCompiler } from './names.ts'
import { refuseUnfit, whyUnreachable } from './postgres-unusable.ts'
import { ONE_WRITER, type Writing } from './writing.ts'

const MOST_CONNECTIONS: Record<Writing, number> = { safe: 10, hurried: 3 }
const CONNECT_MS = 10_000
const LOCK_MS = 60_000
/** A process that stands still inside a transaction holds up all others: the server ends it. */
const STANDSTILL_MS = 300_000

/** The PostgreSQL database of a URL; see `openDatabase`. Nothing is asked of it before the first statement. */
export function postgresDialect(url: string, writing: Writing): Dialect {
  return new OneWriterDialect({ pool: () => newPool(url, writing), cursor: CopyingCursor }, url)
}

/** The driver is loaded with the first database of this kind: most councils have none. */
async function newPool(url: string, writing: Writing): Promise<Pool> {
  const { Pool, types } = await import('pg')
  const numbers: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC])
  const pool = new Pool({
    connectionString: url,
    // `allowExitOnIdle`: a connection that nobody uses keeps no process alive.
    ...{
      application_name: 'muniment',
      max: MOST_CONNECTIONS[writing],
      connectionTimeoutMillis: CONNECT_MS,
      allowExitOnIdle: true,
    },
    ...{ lock_timeout: LOCK_MS, idle_in_transaction_session_timeout: STANDSTILL_MS },
    types: { getTypeParser: (oid, format) => (numbers.has(oid) ? asNumber : types.getTypeParser(oid, format)) },
    onConnect: (client: ClientBase) => makeReady(client, url, writing),
  })
  // One that breaks while nobody uses it is left out of the pool; whoever needs one gets another, or is told why not.
  pool.on('error', () => {})
  // When one breaks that is lent out, whoever waits for its answer is told: nobody else need be, and an event unheard would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Throws for a number that JavaScript cannot hold exactly. */
function asNumber(text: string): number {
  const number = Number(text)
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw new RangeError(`${text} is too large a number`)
  return number
}

/** Statements are short, so that compiling them costs more than it saves; a machine that is gone is noticed within two minutes. */
async function makeReady(client: ClientBase, url: string, writing: Writing): Promise<void> {
  const settings = Object.entries({
    synchronous_commit: writing === 'hurried' ? 'off' : 'on',
    jit: 'off',
    tcp_keepalives_idle: '60',
    tcp_keepalives_interval: '15',
    tcp_keepalives_count: '4',
  })
  const set = settings.map(([name, value]) => `set_config('${name}', '${value}', false)`)
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding, ${set.join(', ')}`,
  )
  refuseUnfit(url, Number(rows[0]?.version), rows[0]?.encoding ?? '')
}

/**
 * Transactions that write wait for each other, as they do on SQLite: what one has read stays true until it commits.
 *
 * All the code relies on it (check, then write; the chain of the audit trail). A transaction that only reads waits for nobody.
 */
class OneWriterDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig
  readonly #url: string
  constructor(config: PostgresDialectConfig, url: string) {
    super(config)
    this.#config = config
    this.#url = url
  }
  override createDriver(): PostgresDriver {
    return new OneWriterDriver(this.#config, this.#url)
  }
  override createQueryCompiler(): QueryCompiler {
    return new StorableCompiler()
  }
}

/** What is asked for with a character that no text can hold is not found, as on SQLite; it is no error. */
class StorableCompiler extends OwnPostgresCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(Array.isArray(parameter) ? parameter.map(asStorable) : asStorable(parameter))
  }
}

const asStorable = (value: unknown): unknown => (typeof value === 'string' ? storable(value) : value)

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0]

class OneWriterDriver extends PostgresDriver {
  readonly #url: string
  constructor(config: PostgresDialectConfig, url: string) {
    super(config)
    this.#url = url
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return await super.acquireConnection()
    } catch (error) {
      throw whyUnreachable(error, this.#url)
    }
  }

  /** What begins after the lock is had sees all that was committed before: read committed takes each statement's own moment. */
  override async beginTransaction(connection: Connection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, { isolationLevel: 'read committed', ...settings })
    if (!waitsForItsTurn(settings)) return
    try {
      await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${ONE_WRITER})`))
    } catch (error) {
      await this.rollbackTransaction(connection)
      throw error
    }
  }
}

/** One that only reads does not, and work that several processes share takes its locks itself (`besideOthers`): both say their access mode. */
const waitsForItsTurn = ({ accessMode }: TransactionSettings): boolean => accessMode === undefined

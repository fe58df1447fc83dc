import { execFile, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { CommandFailed } from '../lib/entry.ts'

/**
 * The commands that make `bare`: a table with the columns and the indexes of `records` but without its checks and foreign keys, which
 * the blank cells of a CSV file would not pass. What an index leaves out as null is blank there.
 */
export async function bareTable(database: string): Promise<string[]> {
  const columns = await sqliteText(
    database,
    "select name || ' ' || type from pragma_table_info('records') where name <> 'id'",
  )
  const indexes = await sqliteText(
    database,
    "select replace(sql, char(10), ' ') || ';' from sqlite_master where tbl_name = 'records' and type = 'index' and sql is not null",
  )
  return [
    `create table bare (id integer primary key, ${columns.replaceAll('\n', ', ')}, unique (source_system_id, reference));`,
    ...indexes.split('\n').map(onBare),
  ]
}

const onBare = (index: string): string =>
  index
    .replace(/^create (unique )?index (\w+) on records/i, 'create $1index bare_$2 on bare')
    .replace(/(\w+) is not null/gi, "$1 <> ''")
    .replace(/(\w+) is null/gi, "$1 = ''")

/** The limit works with as much memory as our heavy work does, and waits for the disk as little. */
const FAIR = [
  'pragma cache_size = -40000;',
  'pragma temp_store = memory;',
  'pragma synchronous = normal;',
  'pragma wal_autocheckpoint = 24000;',
]

/** As `sqliteShell`, with the settings of our own connections. */
export const bare = async (database: string, commands: string[]): Promise<{ ms: number }> => ({
  ms: await sqliteShell(database, [...FAIR, ...commands]),
})

/**
 * Statements alone, through the library that we use: the command line is another SQLite, which does some of them a fifth faster or slower.
 * Throws `CommandFailed` when one of them fails.
 */
export async function bareStatements(database: string, statements: string[]): Promise<{ ms: number }> {
  const child = fork(new URL('./bare-statements.ts', import.meta.url), [database, ...FAIR, ...statements])
  const ended = once(child, 'exit')
  const [ms] = await Promise.race([once(child, 'message') as Promise<[number]>, ended.then(() => [null] as const)])
  if (ms === null) throw new CommandFailed(`The bare statements ended with code ${child.exitCode}`)
  return { ms }
}

/** Runs a query in the `sqlite3` command line and returns what it prints. */
export async function sqliteText(database: string, query: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sqlite3', ['-batch', '-readonly', database, query])
  return stdout.trim()
}

/**
 * Runs commands in the `sqlite3` command line on a database and returns the milliseconds it took, process start included.
 *
 * Throws `CommandFailed` when the command line says that something failed.
 */
export async function sqliteShell(database: string, commands: string[]): Promise<number> {
  const began = performance.now()
  const shell = spawn('sqlite3', ['-batch', '-bail', database], { stdio: ['pipe', 'ignore', 'pipe'] })
  const said: string[] = []
  shell.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  // A command line that gave up reads no more, and its exit code and last words say why.
  shell.stdin.on('error', () => {})
  shell.stdin.end(`${commands.join('\n')}\n`)
  const [code] = await once(shell, 'close')
  if (code !== 0) throw new CommandFailed(`sqlite3 ended with ${code}: ${said.join('').slice(0, 500)}`)
  return performance.now() - began
}

/** Finds the `sqlite3` command line, or installs it where root may on Debian. Throws `CommandFailed` with what to do. */
export function needSqliteShell(): void {
  const runs = (program: string, args: string[]): boolean =>
    spawnSync(program, args, { stdio: ['ignore', 'ignore', process.stderr], timeout: INSTALL_MS }).status === 0
  const isThere = (): boolean => runs('sqlite3', ['--version'])
  const install = (): boolean => runs('apt-get', ['install', '-y', '--no-install-recommends', 'sqlite3'])
  if (isThere()) return
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version'))
    if (!install() && runs('apt-get', ['update'])) install()
  if (!isThere())
    throw new CommandFailed(
      'The bench compares with the sqlite3 command line: install it (Debian: apt-get install sqlite3).',
    )
}

const INSTALL_MS = 240_000

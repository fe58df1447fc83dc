import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { CommandFailed } from '../lib/entry.ts'

/**
 * The commands that make `bare`: a table with the columns and the indexes of `records` but without its checks, its foreign
 * keys and its types, which the blank cells of a CSV file would not pass.
 */
export async function bareTable(database: string): Promise<string[]> {
  const columns = (
    await sqliteText(database, "select name from pragma_table_info('records') where name <> 'id'")
  ).split('\n')
  const indexes = (
    await sqliteText(
      database,
      "select sql || ';' from sqlite_master where tbl_name = 'records' and type = 'index' and sql is not null",
    )
  ).split('\n')
  return [
    `create table bare (id integer primary key, ${columns.join(', ')}, unique (source_system_id, reference));`,
    ...indexes.map((sql) => sql.replace(/^create (unique )?index (\w+) on records/i, 'create $1index bare_$2 on bare')),
  ]
}

async function sqliteText(database: string, query: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sqlite3', ['-batch', '-readonly', database, query])
  return stdout.trim()
}

/**
 * Runs commands in the `sqlite3` command line on a database and returns the milliseconds it took, process start included.
 *
 * Throws `CommandFailed` when the command line is missing or says that something failed.
 */
export async function sqliteShell(database: string, commands: string[]): Promise<number> {
  const began = performance.now()
  const shell = spawn('sqlite3', ['-batch', '-bail', database], { stdio: ['pipe', 'ignore', 'pipe'] })
  const said: string[] = []
  shell.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  shell.stdin.on('error', () => {})
  shell.stdin.end(`${commands.join('\n')}\n`)
  const code = await Promise.race([once(shell, 'close').then(([status]) => status as number), once(shell, 'error')])
  if (Array.isArray(code))
    throw new CommandFailed(
      'The bench compares with the sqlite3 command line: install it (Debian: apt-get install sqlite3).',
    )
  if (code !== 0) throw new CommandFailed(`sqlite3 ended with ${code}: ${said.join('').slice(0, 500)}`)
  return performance.now() - began
}

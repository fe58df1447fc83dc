import { type KyselyPlugin, PostgresQueryCompiler, SqliteQueryCompiler, type UnknownRow } from 'kysely'

/*
 * Tables and columns have names like `due_on` in the databases and like `dueOn` in the program.
 *
 * What Kysely has for that, its CamelCasePlugin, copies the whole of each query before it is compiled. Here names are turned while they
 * are written, and the columns of an answer once for all its rows, which takes a quarter off what Kysely adds to a statement.
 */

/** The name in the databases of a name in the program: `dueOn` is `due_on`. Names of the databases stay as they are. */
export const snakeCase = remembered((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

/** The name in the program of a name in the databases: `due_on` is `dueOn`. */
export const camelCase = remembered((name) => name.replace(/_+([^_])/g, (_, letter: string) => letter.toUpperCase()))

/** Writes names as SQLite has them. */
export class OwnSqliteCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(name: string): string {
    return super.sanitizeIdentifier(snakeCase(name))
  }
}

/** Writes names as PostgreSQL has them. */
export class OwnPostgresCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(name: string): string {
    return super.sanitizeIdentifier(snakeCase(name))
  }
}

/** Gives rows with the names of the program. Values pass as they are. */
export const programNames: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({ ...result, rows: renamed(result.rows) }),
}

/** All rows of an answer have the same columns. */
function renamed(rows: UnknownRow[]): UnknownRow[] {
  const columns = Object.keys(rows[0] ?? {})
  const names = columns.map(camelCase)
  if (names.every((name, at) => name === columns[at])) return rows
  return rows.map((row) => {
    const turned: UnknownRow = {}
    for (const [at, column] of columns.entries()) turned[names[at] ?? column] = row[column]
    return turned
  })
}

/** The names of a program are some hundreds, so that none has to be forgotten. */
function remembered(turn: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const had = known.get(name)
    if (had !== undefined) return had
    const turned = turn(name)
    known.set(name, turned)
    return turned
  }
}

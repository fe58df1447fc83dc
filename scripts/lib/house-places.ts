import { importsOf } from './imports.ts'
import { type Breach, breachAt, breachesWhere, isEntry, isTest, type SourceFile } from './source-files.ts'

type Home = { packages: readonly string[]; isHome: (file: SourceFile) => boolean; typesAnywhere: boolean; say: string }

/** The benchmarks measure bare Express and bare SQL as the limits that the product is compared with. */
const isBench = ({ path }: SourceFile): boolean => path.startsWith('scripts/') && path.includes('bench')
const isDatabase = ({ path }: SourceFile): boolean => path.startsWith('db/')

const homes: Home[] = [
  {
    packages: ['express', 'express-session', 'helmet', 'ejs'],
    isHome: (file) => /^src\/(web\/|app\.ts$|serve\.ts$)/.test(file.path) || isBench(file),
    typesAnywhere: false,
    say: 'belongs to src/web and src/app.ts: return plain values and let a route answer',
  },
  {
    packages: ['luxon'],
    isHome: ({ path }) => path === 'src/domain/calendar.ts',
    typesAnywhere: false,
    say: 'belongs to src/domain/calendar.ts: call or add a function there',
  },
  {
    packages: ['kysely', 'better-sqlite3', 'node:sqlite', 'pg', 'pg-copy-streams'],
    isHome: (file) => isDatabase(file) || isTest(file) || isBench(file),
    typesAnywhere: true,
    say: 'belongs to db/: write a function in db/queries, or import only its types with `import type`',
  },
]

/** Packages imported outside the one place that may know them. */
export function packagesAwayFromHome(file: SourceFile): Breach[] {
  return importsOf(file).flatMap(({ target, typeOnly, offset }) =>
    homes
      .filter(
        ({ packages, isHome, typesAnywhere }) =>
          packages.includes(target) && !isHome(file) && !(typesAnywhere && typeOnly),
      )
      .map(({ say }) => breachAt(file, offset, `imports ${target}, which ${say}`)),
  )
}

const SQL =
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|prepare)\s*\(|\bsql\s*(?:`|<[^`\n]*>`|\.\w)/g
const holdsSql = (file: SourceFile): boolean => file.path.startsWith('db/') || isTest(file) || isBench(file)

/** Statements built outside the query functions and migrations. */
export function sqlOutsideQueries(file: SourceFile): Breach[] {
  if (holdsSql(file)) return []
  return breachesWhere(file, SQL, 'builds SQL: move the statement into a named function of db/queries')
}

const CLOCK = /\bnew\s+Date\b|\bDate\s*\.\s*now\b|(?<![.\w$])Date\s*\(|\bTemporal\s*\.\s*Now\b/g
const ENVIRONMENT = /\bprocess\s*(?:\?\.)?\s*\[|\bprocess\s*\??\.\s*env\b|\benv\b[^{}=]*\}\s*=\s*process\b/g

/** Reading the time of day or the environment anywhere but where the program starts. */
export function timeAndSettings(file: SourceFile): Breach[] {
  if (isEntry(file) || isTest(file)) return []
  const sayEnvironment = 'reads the environment itself: add the setting to src/config.ts and pass it'
  return [
    ...breachesWhere(file, CLOCK, 'reads the time itself: take a Clock (src/domain/calendar.ts) as an argument'),
    ...breachesWhere(file, ENVIRONMENT, sayEnvironment),
    ...importsOf(file)
      .filter(({ target }) => target === 'node:process' || target === 'process')
      .map(({ offset }) => breachAt(file, offset, sayEnvironment)),
  ]
}

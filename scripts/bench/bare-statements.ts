/*
 * The limit of what one statement does: it alone, through the library that we use, in a process of its own. The database and the statements
 * are the arguments. No references are checked: reviews are opened by us alone.
 */
import Sqlite from 'better-sqlite3'

const [path = '', ...statements] = process.argv.slice(2)
const database = new Sqlite(path)
database.pragma('foreign_keys = off')
const began = performance.now()
for (const statement of statements) database.exec(statement)
database.close()
process.send?.(performance.now() - began)

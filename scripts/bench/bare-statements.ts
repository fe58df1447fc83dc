/*
 * The limit of what one statement does: it alone, through the library that we use, with the settings of our heavy work, in a process of its own.
 * The database and the statements are the arguments. No references are checked: reviews are opened by us alone.
 */
import Sqlite from 'better-sqlite3'

const [path = '', ...statements] = process.argv.slice(2)
const database = new Sqlite(path)
const settings = ['cache_size = -40000', 'temp_store = memory', 'synchronous = normal', 'wal_autocheckpoint = 24000']
for (const setting of [...settings, 'foreign_keys = off']) database.pragma(setting)
const began = performance.now()
for (const statement of statements) database.exec(statement)
database.close()
process.send?.(performance.now() - began)

import type Sqlite from 'better-sqlite3'

/** What ends the snapshots that are open in this thread, of which there is hardly ever more than one. */
const open = new Set<() => void>()

/**
 * Lets what is read on a connection, one statement right after the other, see one state of the database: to find out the present one takes
 * SQLite 10 µs, most of what a small statement of a page takes. Gives what is to be called before each statement.
 *
 * A snapshot ends as soon as this thread has nothing more to do at once, so before it hears of anything that happens elsewhere, and when it
 * has written itself (`endSnapshots`): nobody is shown less than what they can know of.
 */
export function snapshots(reading: Sqlite.Database): () => void {
  const begin = reading.prepare('begin')
  const commit = reading.prepare('commit')
  const end = () => {
    // What fails may have ended it, as a disk that cannot be read does.
    if (open.delete(end) && reading.open && reading.inTransaction) commit.run()
  }
  return () => {
    if (open.has(end)) return
    begin.run()
    open.add(end)
    // Between promises that are settled already there is no tick: it comes when all of these are done.
    process.nextTick(end)
  }
}

/** Ends the snapshots of this thread, which has just written to a database. */
export function endSnapshots(): void {
  for (const end of open) end()
}

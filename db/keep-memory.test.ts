import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

/** What the C library does with memory that is freed is its own affair; that of most Linux systems keeps it when told to. */
const isGlibc = 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header

test('heavy work does not ask the system for memory anew for each statement that may have to be undone', {
  skip: !isGlibc,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muniment-memory-'))
  try {
    const [safe, hurried] = [await faultsOf(folder, 'safe'), await faultsOf(folder, 'hurried')]
    // The table has 4,000 pages, each of which is written down before it is changed.
    assert.ok(safe > 3000, `${safe} pages were asked for again where memory is not kept`)
    assert.ok(hurried < safe / 3, `${hurried} pages were asked for again, and ${safe} where memory is not kept`)
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** How many pages of memory a process asked the system for in the fifth of five equal updates of a whole table. */
async function faultsOf(folder: string, writing: 'safe' | 'hurried'): Promise<number> {
  const program = `
    import { sql } from 'kysely'
    import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
    const db = openDatabase('file:' + ${JSON.stringify(join(folder, `${writing}.db`))}, ${JSON.stringify(writing)})
    await sql\`create table held (id integer primary key, text text check (text glob '*'), times integer)\`.execute(db)
    await sql\`insert into held (text, times) select hex(randomblob(900)), 0 from json_each(\${JSON.stringify(Array(8000).fill(0))})\`.execute(db)
    let faults = 0
    await db.transaction().execute(async (tx) => {
      for (let time = 0; time < 5; time++) {
        const before = process.resourceUsage().minorPageFault
        await sql\`update held set text = text, times = times + 1\`.execute(tx)
        faults = process.resourceUsage().minorPageFault - before
      }
    })
    await db.destroy()
    console.log(faults)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('..', import.meta.url),
  })
  return Number(stdout)
}

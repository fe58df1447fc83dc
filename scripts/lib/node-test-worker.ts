/*
 * Runs test files one after another in this process, each as a suite named by its path, so that the hooks of a file are of
 * its own tests only: `node scripts/lib/node-test-worker.ts FOLDER FILE…`. Several such processes are given the same list: a file
 * is run by the first that makes the entry with its number in FOLDER; a second entry says that it has ended, whatever came
 * of it. Node's start and the modules are loaded once for many files, which is most of what a small file takes.
 */
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { pathToFileURL } from 'node:url'

const [folder = '', ...files] = process.argv.slice(2)

// A test that waits for what cannot come ends the run of this process: what is run after it is counted by nobody.
let isOver = false
process.once('beforeExit', () => {
  isOver = true
})

for (const [number, file] of files.entries()) {
  if (isOver || !isFirst(join(folder, `${number}-begun`))) continue
  await describe(file, async () => {
    await import(pathToFileURL(file).href)
  })
  isFirst(join(folder, `${number}-ended`))
}

/** Makes an entry; false when there is one. */
function isFirst(entry: string): boolean {
  try {
    closeSync(openSync(entry, 'wx'))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

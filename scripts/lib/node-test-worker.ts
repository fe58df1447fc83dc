/*
 * Runs test files one after another in this process, each as a suite named by its path, so that the hooks of a file are of
 * its own tests only: `node scripts/lib/node-test-worker.ts FOLDER FILE…`. Several such processes are given the same list: a file
 * is run by the first that makes the entry with its number in FOLDER; a second entry says that it has ended, whatever came
 * of it. Node's start and the modules are loaded once for many files, which is most of what a small file takes.
 */

import asyncHooks, { type AsyncHook } from 'node:async_hooks'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/*
 * The runner follows each promise of the program, to know by which test it was made: a fifth of the time of all tests. It has to while
 * a file says which tests it has, as these find their suite by it. Afterwards it would only serve to name the test that an error which nobody
 * caught came from: such an error makes the run fail all the same. There is no setting for it; a runner without this hook is left as it is.
 */
let following: AsyncHook | undefined
const { createHook } = asyncHooks
asyncHooks.createHook = (callbacks) => {
  following = createHook(callbacks)
  return following
}
const { describe } = await import('node:test')
asyncHooks.createHook = createHook

const [folder = '', ...files] = process.argv.slice(2)

// A test that waits for what cannot come ends the run of this process: what is run after it is counted by nobody.
let isOver = false
process.once('beforeExit', () => {
  isOver = true
})

for (const [number, file] of files.entries()) {
  if (isOver || !isFirst(join(folder, `${number}-begun`))) continue
  following?.enable()
  await describe(file, async () => {
    await import(pathToFileURL(file).href)
    following?.disable()
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

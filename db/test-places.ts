import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isPostgresUrl } from '../src/domain/database-url.ts'
import { pathOf } from './copy.ts'
import { emptyPostgres, postgresCopy } from './test-postgres.ts'
import { testServer } from './test-world.ts'

/** Where a program that a test starts keeps what it keeps, the settings that tell it so, and what removes it all. */
export type Place = {
  folder: string
  url: string
  settings: { DATABASE_URL: string; UPLOADS_FOLDER: string }
  remove: () => Promise<void>
}

/** A place with a database in which there is nothing: in a file that is still to be made, or on the server for tests. */
export const emptyPlace = (): Promise<Place> =>
  newPlace(async (file) => (testServer ? emptyPostgres(testServer) : { url: file, remove: async () => {} }))

/** A place with a copy of a database that nobody has open. */
export const placeWithCopy = (of: string): Promise<Place> =>
  newPlace(async (file) => {
    if (isPostgresUrl(of)) return postgresCopy(of)
    copyFileSync(pathOf(of), pathOf(file))
    return { url: file, remove: async () => {} }
  })

type Made = { url: string; remove: () => Promise<void> }

async function newPlace(make: (file: string) => Promise<Made>): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-place-'))
  const made = await make(`file:${join(folder, 'muniment.db')}`)
  const settings = { DATABASE_URL: made.url, UPLOADS_FOLDER: join(folder, 'uploads') }
  const remove = async () => {
    await made.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, url: made.url, settings, remove }
}

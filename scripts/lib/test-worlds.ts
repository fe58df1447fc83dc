import { join } from 'node:path'
import { openDatabase } from '../../db/open.ts'
import { type Place, placeWithCopy } from '../../db/test-places.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'

/** A place with a copy of the small world's database, for each test that asks. `make`: where that database is made. */
export async function smallWorlds(make = temporaryDatabase) {
  const made = await make()
  const world = await smallWorld(made.db)
  await made.db.destroy()
  const places: Place[] = []
  const fresh = async () => {
    const place = await placeWithCopy(made.url)
    places.push(place)
    const { folder, url, settings } = place
    return { folder, file: (name: string) => join(folder, name), settings, open: () => openDatabase(url) }
  }
  const remove = async () => {
    for (const place of places) await place.remove()
    await made.close()
  }
  return { world, fresh, remove }
}

/*
 * Writes into a database until somebody kills it, for the drill of the backup: `node scripts/lib/test-writer.ts URL`.
 * Each write is an organisation and its event in one transaction; it says the number of each once it is committed.
 */
import { openDatabase } from '../../db/open.ts'
import { addOrganisation } from '../../src/actions/organisations.ts'
import { acting } from '../../src/actions/test-acting.ts'
import { OrganisationDraft } from '../../src/domain/organisation.ts'

const [url = ''] = process.argv.slice(2)
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const db = openDatabase(url)
const about = OrganisationDraft.parse({ name: 'Written', kind: 'other' })

for (let n = 1; ; n++) {
  const added = await addOrganisation(db, acting(clock), `W-${n}`, { ...about, name: `Written ${n}` })
  if (!added.ok) throw new Error(added.problems[0]?.text)
  process.stdout.write(`${n}\n`)
}

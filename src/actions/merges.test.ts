import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { tries } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { OrganisationDraft } from '../domain/organisation.ts'
import { addActivity } from './activity-drafts.ts'
import { mergeOrganisation } from './merge-organisations.ts'
import { mergeService } from './merge-services.ts'
import { addOrganisation } from './organisations.ts'
import { addService } from './services.ts'
import { addTerm, mergeTerm } from './terms.ts'
import { addApproved } from './test-activities.ts'
import { administrator, governance, mergeWorld, saveAsOpened } from './test-merges.ts'

const MANY = 5
const numbers = Array.from({ length: MANY }, (_, at) => at)
const step = fc.tuple(
  fc.constantFrom('organisation' as const, 'service' as const, 'term' as const),
  fc.integer({ min: 0, max: MANY - 1 }),
  fc.integer({ min: 0, max: MANY - 1 }),
)

test('whatever is merged in whatever order, nothing goes round or hangs, and every activity opens and saves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { db, close } = await mergeWorld()
      try {
        const terms = await things(db)
        for (const [kind, from, into] of steps) {
          if (kind === 'organisation') await mergeOrganisation(db, governance, `O${from}`, `O${into}`)
          if (kind === 'service') await mergeService(db, administrator, `S${from}`, `S${into}`)
          if (kind === 'term') await mergeTerm(db, governance, terms[from] ?? 0, terms[into], { marksDiffer: true })
        }
        for (const table of ['organisations', 'services', 'terms']) {
          const { rows } = await sql`
            select gone.id from ${sql.table(table)} as gone
            left join ${sql.table(table)} as survivor on survivor.id = gone.merged_into_id
            where gone.merged_into_id is not null and (survivor.id is null or survivor.merged_into_id is not null)`.execute(
            db,
          )
          assert.deepEqual(rows, [], table)
        }
        for (const at of numbers)
          for (const reference of [`ACT-A${at}`, `ACT-D${at}`]) {
            const saved = await saveAsOpened(db, reference, `Changed ${at}`)
            assert.deepEqual(saved.ok ? [] : saved.problems, [])
          }
      } finally {
        await close()
      }
    }),
    { numRuns: tries(12) },
  )
})

/** Some of each kind, each named by an activity in force and by a draft beside the next of its kind; the ids of the terms. */
async function things(db: Parameters<typeof addTerm>[0]): Promise<number[]> {
  const ids: number[] = []
  for (const at of numbers) {
    const draft = OrganisationDraft.parse({ name: `Organisation ${at}`, kind: 'supplier' })
    assert.ok((await addOrganisation(db, governance, `O${at}`, draft)).ok)
    const service = { name: `Service ${at}`, organisation: 'CCC' }
    assert.ok((await addService(db, administrator, `S${at}`, service)).ok)
    const added = await addTerm(db, governance, {
      kind: 'data subject category',
      name: `People ${at}`,
      mark: at % 2 ? 'children' : 'none',
    })
    assert.ok(added.ok)
    ids.push(added.value)
  }
  for (const at of numbers) {
    const named = [at, (at + 1) % MANY]
    const draft = ActivityDraft.parse({
      ...activityContent({ service: `S${at}` }),
      terms: named.map((n) => ({ ...confirmed, kind: 'data subject category', name: `People ${n}`, mark: null })),
      recipients: named.map((n) => ({
        ...confirmed,
        organisation: `O${n}`,
        category: '',
        role: 'processor',
        contract: '',
        contractEndsOn: '',
      })),
    })
    assert.ok((await addApproved(db, governance, `ACT-A${at}`, draft)).ok)
    assert.ok((await addActivity(db, governance, `ACT-D${at}`, draft)).ok)
  }
  return ids
}

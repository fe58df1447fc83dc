import { createHash } from 'node:crypto'
import type { ActivityDraft } from './activity-draft.ts'
import type { IsoDate } from './calendar.ts'
import type { ActivityContent, Evidence } from './processing-activity.ts'

/** The lists of an activity whose rows carry evidence. */
export const evidencedLists = [
  'purposes',
  'lawfulBases',
  'terms',
  'conditions',
  'parties',
  'recipients',
  'transfers',
  'rules',
  'systems',
  'details',
  'rights',
  'dpiaCriteria',
  'notes',
] as const satisfies readonly (keyof ActivityContent)[]

/** Who answers for what they write, and on which day they write it. */
export type Author = { name: string; on: IsoDate }

type Row = Pick<Evidence, 'standing' | 'notice' | 'lines'> & { was?: string | null }

/**
 * What a form keeps of a row as it shows it, so that it can be told afterwards whether a person changed the fact, its evidence, or both.
 *
 * The register may have changed meanwhile, and rows may have been moved: the trace speaks of what the person saw.
 */
export const traceOf = (row: object): string => `${digest(factOf(row))}.${digest(evidenceOf(row))}`

/**
 * The draft with the standings that it is to be saved with: a fact that a person changed counts as confirmed by them.
 *
 * A fact left as it was keeps the standing it has in the draft, and so does one whose evidence the person changed too: they have said
 * where the new words come from. `before`: what was changed, null for a new activity.
 */
export function settleStandings(before: ActivityContent | null, draft: ActivityDraft): ActivityDraft {
  const settled = Object.fromEntries(evidencedLists.map((list) => [list, draft[list].map(settleRow)]))
  return { ...draft, ...settled, roleStanding: roleStanding(before, draft) }
}

/**
 * The content with who answers for each fact: whoever did so in `before`, where the same fact stood with the same standing, and the
 * author for the rest. What a notice states has its lines, and nobody's name.
 */
export function settleAuthors(
  before: ActivityContent | null,
  content: ActivityContent,
  author: Author,
): ActivityContent {
  const settled = evidencedLists.map((list) => {
    const known = new Map((before?.[list] ?? []).map((row) => [JSON.stringify([row.standing, factOf(row)]), row]))
    return [list, content[list].map((row) => ({ ...row, ...authorOf(row, known, author) }))]
  })
  return { ...content, ...Object.fromEntries(settled) }
}

/** How many facts of each standing an activity has; its role is one of them. */
export function standingCounts(content: ActivityContent): Record<Evidence['standing'], number> {
  const counts = { stated: 0, proposed: 0, confirmed: 0 }
  counts[content.roleStanding] += 1
  for (const list of evidencedLists) for (const fact of content[list]) counts[fact.standing] += 1
  return counts
}

function authorOf(row: Evidence, known: Map<string, Evidence>, author: Author): Pick<Evidence, 'byName' | 'byOn'> {
  if (row.standing === 'stated') return { byName: null, byOn: null }
  const origin = known.get(JSON.stringify([row.standing, factOf(row)]))
  return origin ? { byName: origin.byName, byOn: origin.byOn } : { byName: author.name, byOn: author.on }
}

function settleRow<R extends Row>(row: R): R {
  if (!row.was) return row
  const [fact, evidence] = row.was.split('.')
  const changed = digest(factOf(row)) !== fact && digest(evidenceOf(row)) === evidence
  return changed ? { ...row, standing: 'confirmed' } : row
}

const roleStanding = (before: ActivityContent | null, draft: ActivityDraft): Evidence['standing'] =>
  before && before.role !== draft.role && before.roleStanding === draft.roleStanding ? 'confirmed' : draft.roleStanding

const NOT_OF_THE_FACT = ['standing', 'notice', 'lines', 'byName', 'byOn', 'was', 'mark']

/** What a row says, whoever says it. A mark belongs to the term in the whole register, and a form may leave it open. */
const factOf = (row: object): [string, unknown][] =>
  Object.entries(row)
    .filter(([name]) => !NOT_OF_THE_FACT.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))

const evidenceOf = (row: object): unknown[] => {
  const { standing, notice, lines } = row as Row
  return [standing, notice, lines]
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)

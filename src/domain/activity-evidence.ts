import type { ActivityDraft } from './activity-draft.ts'
import { type ActivityContent, type Evidence, termKinds } from './processing-activity.ts'

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
  'notes',
] as const satisfies readonly (keyof ActivityContent)[]

type Row = Evidence & { was?: number | null }

/**
 * The draft as it is to be saved: a fact that a person changed counts as confirmed by them.
 *
 * A fact left as it was keeps the evidence it has in the draft, and so does one whose evidence the person changed too: they
 * have said where the new words come from. `before` is the version that was changed, null for a new activity.
 */
export function settleEvidence(before: ActivityContent | null, draft: ActivityDraft): ActivityDraft {
  const settled = Object.fromEntries(
    evidencedLists.map((list) => [list, draft[list].map((row) => settleRow(row, originOf(before, list, row)))]),
  )
  return { ...draft, ...settled, roleStanding: roleStanding(before, draft) }
}

/** How many facts of each standing an activity has; its role is one of them. */
export function standingCounts(content: ActivityContent): Record<Evidence['standing'], number> {
  const counts = { stated: 0, proposed: 0, confirmed: 0 }
  counts[content.roleStanding] += 1
  for (const list of evidencedLists) for (const fact of content[list]) counts[fact.standing] += 1
  return counts
}

/** Terms stand on the form by their kind, so that `was` counts within the kind. */
function originOf(before: ActivityContent | null, list: (typeof evidencedLists)[number], row: Row): Evidence | null {
  if (before === null || row.was === undefined || row.was === null) return null
  const kind = termKinds.find((name) => 'kind' in row && row.kind === name)
  const origins: Evidence[] =
    list === 'terms' && kind ? before.terms.filter((term) => term.kind === kind) : before[list]
  return origins[row.was] ?? null
}

function settleRow<R extends Row>(row: R, origin: Evidence | null): R {
  if (origin === null || sameFact(row, origin)) return row
  const evidenceUntouched =
    row.standing === origin.standing && row.notice === origin.notice && row.lines === origin.lines
  return evidenceUntouched ? { ...row, standing: 'confirmed' } : row
}

const roleStanding = (before: ActivityContent | null, draft: ActivityDraft): Evidence['standing'] =>
  before && before.role !== draft.role && before.roleStanding === draft.roleStanding ? 'confirmed' : draft.roleStanding

/** A mark left open in the draft is the one that the term has. */
const sameFact = (row: object, origin: object): boolean =>
  Object.entries(row).every(
    ([key, value]) =>
      ['standing', 'notice', 'lines', 'was'].includes(key) ||
      (key === 'mark' && value === null) ||
      value === (origin as Record<string, unknown>)[key],
  )

import { factInWords } from './activity-changes.ts'
import { evidencedLists, traceOf } from './activity-evidence.ts'
import type { Section } from './findings/check.ts'
import type { ActivityContent, DetailField, Evidence, TermKind } from './processing-activity.ts'

type List = (typeof evidencedLists)[number]

/** A fact that nobody has confirmed yet. `trace` tells it from the others of its activity; `section`: the part of the form that holds it. */
export type Proposal = { field: string; words: string; evidence: Evidence; section: Section; trace: string }

const ROLE = 'role'

/** What is only proposed in an activity, its role included, in the order of the form. */
export function proposalsIn(content: ActivityContent): Proposal[] {
  const role: Proposal[] =
    content.roleStanding === 'proposed'
      ? [{ field: 'Role', words: content.role, evidence: OF_THE_ROLE, section: 'identity', trace: ROLE }]
      : []
  const facts = evidencedLists.flatMap((list) =>
    content[list].flatMap((row): Proposal[] =>
      row.standing === 'proposed'
        ? [
            {
              ...placeOf(list, row),
              words: factInWords(withoutPlace(row)),
              evidence: row,
              trace: `${list}.${traceOf(row)}`,
            },
          ]
        : [],
    ),
  )
  return [...role, ...facts]
}

/** The content with some of its proposals, by their traces, confirmed as they stand; null: all of them. */
export function withAccepted(content: ActivityContent, traces: ReadonlySet<string> | null): ActivityContent {
  const isAccepted = (trace: string) => traces === null || traces.has(trace)
  const lists = evidencedLists.map((list) => [
    list,
    content[list].map((row) =>
      row.standing === 'proposed' && isAccepted(`${list}.${traceOf(row)}`) ? { ...row, standing: 'confirmed' } : row,
    ),
  ])
  const roleStanding =
    content.roleStanding === 'proposed' && isAccepted(ROLE) ? ('confirmed' as const) : content.roleStanding
  return { ...content, ...Object.fromEntries(lists), roleStanding }
}

const OF_THE_ROLE: Evidence = { standing: 'proposed', notice: null, lines: null, byName: null, byOn: null }

const places: Record<Exclude<List, 'terms' | 'details'>, { field: string; section: Section }> = {
  purposes: { field: 'Purpose', section: 'why' },
  lawfulBases: { field: 'Lawful basis', section: 'why' },
  conditions: { field: 'Condition', section: 'whom-and-what' },
  parties: { field: 'Controller or contact', section: 'who' },
  recipients: { field: 'Recipient', section: 'from-and-to' },
  transfers: { field: 'Transfer', section: 'from-and-to' },
  rules: { field: 'Retention rule', section: 'how-long' },
  systems: { field: 'Source system', section: 'how-long' },
  rights: { field: 'Right', section: 'risk' },
  dpiaCriteria: { field: 'Reason for an impact assessment', section: 'risk' },
  notes: { field: 'Note', section: 'points-to-settle' },
}

const termPlaces: Record<TermKind, { field: string; section: Section }> = {
  'data subject category': { field: 'Category of people', section: 'whom-and-what' },
  'personal data category': { field: 'Category of data', section: 'whom-and-what' },
  source: { field: 'Source', section: 'from-and-to' },
  'security measure': { field: 'Measure', section: 'how-safe' },
  'storage location': { field: 'Storage location', section: 'how-long' },
}

const detailSections: Record<DetailField, Section> = {
  'joint arrangement': 'who',
  'direct marketing': 'why',
  'law enforcement': 'why',
  'policy document': 'whom-and-what',
  'kept as the policy says': 'whom-and-what',
  'reasons against the policy': 'whom-and-what',
  'information for children': 'whom-and-what',
  'kind of automated decision': 'risk',
  'logic of automated decisions': 'risk',
  'effect of automated decisions': 'risk',
  'link to the impact assessment': 'risk',
  'personal data breach': 'risk',
  'record of the breach': 'risk',
}

function placeOf(list: List, row: object): { field: string; section: Section } {
  if (list === 'terms') return termPlaces[(row as { kind: TermKind }).kind]
  if (list !== 'details') return places[list]
  const { field } = row as { field: DetailField }
  return { field: field.charAt(0).toUpperCase() + field.slice(1), section: detailSections[field] }
}

/** Its kind or field stands before what a row says. */
function withoutPlace(row: object): object {
  const { kind: _, ...rest } = row as Record<string, unknown>
  return 'text' in rest && 'field' in rest && !('silent' in rest) ? { text: rest.text } : 'name' in rest ? rest : row
}

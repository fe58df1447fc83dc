import { evidencedLists } from '../../domain/activity-evidence.ts'
import { type ActivityContent, termKinds } from '../../domain/processing-activity.ts'

export type ListName = (typeof evidencedLists)[number]

/** One row of a list as it stands in the form: the text of each of its fields. */
export type RowAnswers = Record<string, string>

/** All that the form holds: its single fields by name, and the rows of its lists. */
export type Answers = { fields: Record<string, string>; lists: Record<ListName, RowAnswers[]> }

const singleFields = [
  'reference',
  'title',
  'service',
  'role',
  'roleStanding',
  'ownerName',
  'businessFunction',
  'automatedDecisions',
  'dpiaRequired',
  'dpiaStatus',
  'remarks',
  'reviewCycleMonths',
] as const

/** The fields that make a row count: one in which all of them are blank is no row, and a row blanked out is removed. */
const tellingFields: Record<ListName, string[]> = {
  purposes: ['text'],
  lawfulBases: ['basis', 'statute'],
  terms: ['name'],
  conditions: ['text'],
  parties: ['organisation', 'detail'],
  recipients: ['organisation', 'category', 'contract', 'contractEndsOn'],
  transfers: ['country', 'recipient', 'safeguard', 'document'],
  rules: ['rule'],
  systems: ['sourceSystem'],
  notes: ['text'],
}

const REMOVED = '0'

/** What the form of a new activity holds. */
export function newAnswers(): Answers {
  const chosen: Record<string, string> = {
    roleStanding: 'confirmed',
    dpiaRequired: 'not assessed',
    reviewCycleMonths: '12',
  }
  return {
    fields: Object.fromEntries(singleFields.map((name) => [name, chosen[name] ?? ''])),
    lists: inEachList(() => []),
  }
}

/** What the form of a version holds; organisations stand in it by name. */
export function answersOf(reference: string, content: ActivityContent, nameOf: (code: string) => string): Answers {
  const fields: Record<string, unknown> = { ...content, reference }
  const places = new Map<string, number>()
  const nextPlace = (group: string): string => {
    const place = places.get(group) ?? 0
    places.set(group, place + 1)
    return String(place)
  }
  return {
    fields: Object.fromEntries(singleFields.map((name) => [name, String(fields[name] ?? '')])),
    lists: inEachList((list) =>
      inOrder(
        list,
        content[list].map((entry) => ({
          ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, asText(name, value, nameOf)])),
          was: nextPlace('kind' in entry && list === 'terms' ? entry.kind : list),
        })),
      ),
    ),
  }
}

/** What was submitted, without its blank rows; a basis keeps pointing to its purpose, whose number may have changed. */
export function answersIn(body: Record<string, unknown>): Answers {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const rows = rowsIn(body)
  const purposes = filledRows('purposes', rows.purposes)
  const newNumber = new Map(purposes.map(({ at }, place) => [String(at + 1), String(place + 1)]))
  return {
    fields: Object.fromEntries(singleFields.map((name) => [name, text(name)])),
    lists: inEachList((list) => {
      const filled = filledRows(list, rows[list]).map(({ row }) => row)
      if (list !== 'lawfulBases') return inOrder(list, filled)
      return filled.map((row) =>
        row.purpose ? { ...row, purpose: newNumber.get(row.purpose) ?? REMOVED } : { ...row, purpose: '' },
      )
    }),
  }
}

/** The answers in the shape that the check takes. */
export const submitted = ({ fields, lists }: Answers): object => ({ ...fields, ...lists })

function asText(name: string, value: unknown, nameOf: (code: string) => string): string {
  if (value === null || value === undefined || value === false) return ''
  if (value === true) return 'yes'
  return name === 'organisation' ? nameOf(String(value)) : String(value)
}

type PlacedRow = { at: number; row: RowAnswers }

function rowsIn(body: Record<string, unknown>): Record<ListName, PlacedRow[]> {
  const found = inEachList(() => new Map<number, RowAnswers>())
  for (const [name, value] of Object.entries(body)) {
    const parts = /^([a-zA-Z]+)\.(\d{1,4})\.([a-zA-Z]+)$/.exec(name)
    const list = evidencedLists.find((each) => each === parts?.[1])
    if (!parts?.[3] || !list || typeof value !== 'string') continue
    const at = Number(parts[2])
    found[list].set(at, { ...found[list].get(at), [parts[3]]: value })
  }
  return inEachList((list) => [...found[list]].map(([at, row]) => ({ at, row })).sort((a, b) => a.at - b.at))
}

const filledRows = (list: ListName, rows: PlacedRow[]): PlacedRow[] =>
  rows.filter(({ row }) => tellingFields[list].some((name) => (row[name] ?? '').trim() !== ''))

/** Terms stand on the form kind by kind, so that their places in the list are those of the page. */
function inOrder(list: ListName, rows: RowAnswers[]): RowAnswers[] {
  if (list !== 'terms') return rows
  const place = ({ kind }: RowAnswers): number => (termKinds as readonly string[]).indexOf(kind ?? '')
  return rows.toSorted((a, b) => place(a) - place(b))
}

const inEachList = <T>(value: (list: ListName) => T): Record<ListName, T> =>
  Object.fromEntries(evidencedLists.map((list) => [list, value(list)])) as Record<ListName, T>

import { evidencedLists, traceOf } from '../../domain/activity-evidence.ts'
import { type ActivityContent, type Evidence, termKinds } from '../../domain/processing-activity.ts'

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
  lawfulBases: ['basis', 'statute', 'interest', 'record', 'withdrawal'],
  terms: ['name'],
  conditions: ['text'],
  details: ['text'],
  rights: ['right', 'reason'],
  dpiaCriteria: ['criterion'],
  parties: ['organisation', 'detail', 'contract'],
  recipients: ['organisation', 'category', 'contract', 'contractEndsOn'],
  transfers: ['country', 'recipient', 'safeguard', 'document', 'riskAssessment', 'verifiedOn'],
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
  return {
    fields: Object.fromEntries(singleFields.map((name) => [name, String(fields[name] ?? '')])),
    lists: inEachList((list) =>
      inOrder(
        list,
        content[list].map((entry) => {
          const { byName: _, byOn: __, ...row } = asNamed(entry, nameOf)
          const texts = Object.entries(row).map(([name, value]) => [name, asText(value)])
          return { ...Object.fromEntries(texts), was: traceOf(row) }
        }),
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

/** The answers with one part of the form answered anew: its single fields, and those rows of its lists that it shows. */
export function withPart(all: Answers, part: FormPart, anew: Answers): Answers {
  return {
    fields: { ...all.fields, ...Object.fromEntries(part.fields.map((name) => [name, anew.fields[name] ?? ''])) },
    lists: inEachList((list) => {
      const shows = part.lists.filter((each) => each.list === list)
      const isShown = (row: RowAnswers) =>
        shows.some(({ fixed }) => Object.entries(fixed).every(([name, value]) => row[name] === value))
      return inOrder(list, [...all.lists[list].filter((row) => !isShown(row)), ...anew.lists[list].filter(isShown)])
    }),
  }
}

/** What one part of the form asks: single fields by name, and lists, of which it may show only the rows with some fixed values. */
export type FormPart = { fields: string[]; lists: { list: ListName; fixed: Record<string, string> }[] }

/** The answers in the shape that the check takes. */
export const submitted = ({ fields, lists }: Answers): object => ({ ...fields, ...lists })

/** A row with its organisation by name. */
function asNamed(entry: Evidence, nameOf: (code: string) => string): Evidence {
  if (!('organisation' in entry) || typeof entry.organisation !== 'string') return entry
  return Object.assign({ ...entry }, { organisation: nameOf(entry.organisation) })
}

function asText(value: unknown): string {
  if (value === null || value === undefined || value === false) return ''
  return value === true ? 'yes' : String(value)
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

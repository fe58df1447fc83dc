import type { Problem } from '../../domain/problem.ts'
import { standings } from '../../domain/processing-activity.ts'
import type { FieldView, HiddenField, Option } from '../components.ts'
import { fieldError } from '../form.ts'
import type { Answers, RowAnswers } from './answers.ts'
import type { FieldSpec, FormChoices, ListSpec } from './form-lists.ts'
import { capital } from './words.ts'

export type RowField = FieldView & {
  kind: FieldSpec['kind']
  options: Option[]
  datalist: string
  wide: boolean
  rows: number
}

/** A row of a list: its fields, and its evidence folded away unless something is wrong with it. */
export type RowView = {
  legend: string
  fields: RowField[]
  evidence: { summary: string; open: boolean; fields: RowField[] }
  hidden: HiddenField[]
}

export type ListView = {
  id: string
  heading: string
  hint: string
  rows: RowView[]
  more: string | null
  moreWords: string
}

/** The id of a field: its name without the dots, which an id may hold but which styles and checkers stumble over. */
export const idOf = (name: string): string => name.replaceAll('.', '-')

/** Blank rows that stand after the filled ones of a list, and those that “Add more rows” adds. */
const BLANK_ROWS = 1
const MORE_ROWS = 4

/** How many rows of a list the page shows. */
export const shownRows = (filled: number, wantsMore: boolean): number => filled + (wantsMore ? MORE_ROWS : BLANK_ROWS)

/** A list of the form with its filled rows and some blank ones. `more`: the id of the list that the person wants more rows of. */
export function listView(
  spec: ListSpec,
  answers: Answers,
  problems: Problem[],
  choices: FormChoices,
  more: string,
): ListView {
  const all = answers.lists[spec.list]
  const filled = all.flatMap((row, at) => (belongs(row, spec) ? [{ row, at }] : []))
  const blankRows = spec.single ? Math.max(0, 1 - filled.length) : shownRows(0, more === spec.id)
  const blanks = Array.from({ length: blankRows }, (_, n) => ({
    row: spec.blank,
    at: blankPlace(spec, all.length) + n,
  }))
  return {
    id: spec.id,
    heading: spec.heading,
    hint: spec.hint,
    rows: [...filled, ...blanks].map(({ row, at }, number) => rowView(spec, row, at, number + 1, problems, choices)),
    more: spec.single ? null : spec.id,
    moreWords: `to ${spec.heading.charAt(0).toLowerCase()}${spec.heading.slice(1)}`,
  }
}

const belongs = (row: RowAnswers, { fixed }: ListSpec): boolean =>
  Object.entries(fixed).every(([name, value]) => row[name] === value)

/** Blank rows of lists that are kept together must not share places: each list of terms starts its own a hundred further on. */
function blankPlace({ list, id }: ListSpec, filled: number): number {
  const number = Number(/\d+$/.exec(id)?.[0] ?? 0)
  if (list === 'details') return filled + number
  return list === 'terms' ? filled + 100 * number : filled
}

function rowView(
  spec: ListSpec,
  row: RowAnswers,
  at: number,
  number: number,
  problems: Problem[],
  choices: FormChoices,
): RowView {
  const place = `${spec.list}.${at}`
  const view = (field: FieldSpec): RowField => {
    const name = `${place}.${field.name}`
    return {
      name,
      id: idOf(name),
      label: field.label,
      kind: field.kind,
      value: row[field.name] ?? '',
      error: fieldError(problems, name),
      hint: field.hint ?? null,
      options: field.options ?? [],
      datalist: field.list ? `choices-${field.list}` : '',
      wide: field.wide ?? false,
      rows: 2,
    }
  }
  const evidence = evidenceFields(choices).map(view)
  return {
    legend: spec.single ? spec.one : `${spec.one} ${number}`,
    fields: spec.fields.map(view),
    evidence: { summary: evidenceWords(row, choices), open: evidence.some(({ error }) => error), fields: evidence },
    hidden: [
      ...Object.entries(spec.fixed).map(([name, value]) => ({ name: `${place}.${name}`, value })),
      ...(row.was === undefined || row.was === '' ? [] : [{ name: `${place}.was`, value: row.was }]),
    ],
  }
}

const evidenceFields = ({ notices }: FormChoices): FieldSpec[] => [
  {
    name: 'standing',
    label: 'Standing',
    kind: 'select',
    options: standings.map((standing) => ({ value: standing, text: capital(standing) })),
  },
  { name: 'notice', label: 'Notice', kind: 'select', options: [{ value: '', text: 'None' }, ...notices] },
  { name: 'lines', label: 'Lines', kind: 'input', hint: 'For example, L11 or L11,L17-19' },
]

function evidenceWords({ standing, notice, lines }: RowAnswers, { notices }: FormChoices): string {
  const title = notices.find(({ value }) => value === notice)?.text
  return [`Evidence: ${standing || 'confirmed'}`, title ?? '', lines ?? ''].filter((text) => text !== '').join(', ')
}

import {
  type DetailField,
  detailFields,
  detailNames,
  type TermKind,
  termKinds,
  termMarks,
} from '../../domain/processing-activity.ts'
import type { Option } from '../components.ts'
import type { ListName } from './answers.ts'
import { capital, markTags, termKindNames } from './words.ts'

/** What people choose from in the form: each a list of options, or of words that they may also add to. */
export type FormChoices = {
  services: Option[]
  organisations: string[]
  categories: string[]
  rules: Option[]
  systems: Option[]
  notices: Option[]
  terms: Record<TermKind, string[]>
}

/** A field of a row. `list`: the id of the words to choose from, for a field that takes others too. */
export type FieldSpec = {
  name: string
  label: string
  kind: 'input' | 'textarea' | 'select'
  options?: Option[]
  list?: string
  hint?: string
  wide?: boolean
}

/** A list of the form. `fixed`: what every row of it carries unseen; `blank`: what a new row is filled with. */
export type ListSpec = {
  id: string
  list: ListName
  heading: string
  hint: string
  one: string
  fields: FieldSpec[]
  fixed: Record<string, string>
  blank: Record<string, string>
  /** It has one row, filled or not, and no more can be asked for. */
  single?: boolean
}

/** Whoever adds a fact confirms it, unless they say otherwise. */
const NEW_ROW: Record<string, string> = { standing: 'confirmed' }

/** The blank answer of a choice. */
export const choose = (text: string): Option => ({ value: '', text })
/** Values as options, under their names. */
export const options = <T extends string>(values: readonly T[], name: (value: T) => string): Option[] =>
  values.map((value) => ({ value, text: name(value) }))

/** A list whose rows carry nothing unseen. */
export function plainList(
  list: ListName,
  heading: string,
  one: string,
  { hint = '', fields }: { hint?: string; fields: FieldSpec[] },
): ListSpec {
  const blank = list === 'recipients' ? { ...NEW_ROW, role: 'not stated' } : NEW_ROW
  return { id: list, list, heading, hint, one, fields, fixed: {}, blank }
}

/** The terms of one kind; those on people and on data carry a mark. */
export function termList(kind: TermKind, one: string): ListSpec {
  const marks = termMarks.map((mark) => ({ value: mark, text: markTags[mark]?.text ?? 'None' }))
  const marked = kind === 'data subject category' || kind === 'personal data category'
  return {
    id: `terms-${termKinds.indexOf(kind)}`,
    list: 'terms',
    heading: termKindNames[kind],
    hint: '',
    one,
    fields: [
      { name: 'name', label: one, kind: 'input', list: `terms-${termKinds.indexOf(kind)}`, wide: true },
      ...(marked
        ? [{ name: 'mark', label: 'Mark', kind: 'select' as const, options: [choose('As in the register'), ...marks] }]
        : []),
    ],
    fixed: { kind },
    blank: NEW_ROW,
  }
}

/** A fact that stands alone, as a list of one row. */
export function detailList(field: DetailField, heading: string, hint = ''): ListSpec {
  const answers: readonly string[] | null = detailFields[field]
  return {
    id: `detail-${detailNames.indexOf(field)}`,
    list: 'details',
    heading,
    hint,
    one: heading,
    fields: [
      answers
        ? {
            name: 'text',
            label: 'Answer',
            kind: 'select',
            options: [choose('Not stated'), ...options(answers, capital)],
          }
        : { name: 'text', label: 'Answer', kind: 'textarea', wide: true },
    ],
    fixed: { field },
    blank: NEW_ROW,
    single: true,
  }
}

/** Which purpose a basis supports. */
export const purposeOptions = (count: number): Option[] => [
  choose('All purposes'),
  ...Array.from({ length: count }, (_, at) => ({ value: String(at + 1), text: `Purpose ${at + 1}` })),
]

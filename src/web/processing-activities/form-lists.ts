import { lawfulBasisChoices } from '../../domain/lawful-basis.ts'
import {
  conditionKinds,
  notedFields,
  partyParts,
  recipientRoles,
  type TermKind,
  termKinds,
  termMarks,
} from '../../domain/processing-activity.ts'
import type { Option } from '../components.ts'
import type { ListName } from './answers.ts'
import { capital, markTags, partNames, recipientRoleNames, termKindNames } from './words.ts'

/** What people choose from in the form: each a list of options, or of words that they may also add to. */
export type FormChoices = {
  services: Option[]
  organisations: string[]
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
}

/** Whoever adds a fact confirms it, unless they say otherwise. */
const NEW_ROW: Record<string, string> = { standing: 'confirmed' }

const choose = (text: string): Option => ({ value: '', text })
const options = <T extends string>(values: readonly T[], name: (value: T) => string): Option[] =>
  values.map((value) => ({ value, text: name(value) }))

/** The lists of the form by the section they stand in, in the order of the page. `purposes`: how many purposes are shown. */
export function formLists(choices: FormChoices, purposes: number): Record<string, ListSpec[]> {
  const organisation: FieldSpec = { name: 'organisation', label: 'Organisation', kind: 'input', list: 'organisations' }
  return {
    who: [
      plainList('parties', 'Controllers, representative and data protection officer', 'Organisation', {
        hint: 'For the record of a processor, list each controller that it acts for.',
        fields: [
          { name: 'part', label: 'Part', kind: 'select', options: options(partyParts, (part) => partNames[part]) },
          organisation,
          { name: 'detail', label: 'Details', kind: 'textarea', wide: true },
        ],
      }),
    ],
    why: [
      plainList('purposes', 'Purposes', 'Purpose', {
        fields: [{ name: 'text', label: 'Purpose', kind: 'textarea', wide: true }],
      }),
      plainList('lawfulBases', 'Lawful bases', 'Lawful basis', {
        hint: 'A public task or a legal obligation needs the law that lays it down.',
        fields: [
          {
            name: 'basis',
            label: 'Lawful basis',
            kind: 'select',
            options: [choose('In words only'), ...lawfulBasisChoices],
          },
          { name: 'statute', label: 'Law, or what is stated in words', kind: 'input', wide: true },
          { name: 'purpose', label: 'Supports', kind: 'select', options: purposeOptions(purposes) },
        ],
      }),
    ],
    'whom-and-what': [
      termList('data subject category', 'Category of people'),
      termList('personal data category', 'Category of data'),
      plainList('conditions', 'Conditions for special category and offence data', 'Condition', {
        fields: [
          { name: 'kind', label: 'Under', kind: 'select', options: options(conditionKinds, (kind) => kind) },
          {
            name: 'text',
            label: 'Condition',
            kind: 'input',
            wide: true,
            hint: 'For example, Article 9(2)(g): substantial public interest',
          },
        ],
      }),
    ],
    'from-and-to': [
      termList('source', 'Source'),
      plainList('recipients', 'Recipients', 'Recipient', {
        hint: 'Name the organisation, or the category of recipient, or both.',
        fields: [
          organisation,
          { name: 'category', label: 'Category', kind: 'input', wide: true },
          {
            name: 'role',
            label: 'Role',
            kind: 'select',
            options: options(recipientRoles, (role) => recipientRoleNames[role]),
          },
          { name: 'contract', label: 'Contract', kind: 'input' },
          { name: 'contractEndsOn', label: 'Contract ends on', kind: 'input' },
        ],
      }),
      plainList('transfers', 'Transfers to other countries', 'Transfer', {
        hint: 'When there are none, say so in a note about transfers.',
        fields: [
          { name: 'country', label: 'Country or international organisation', kind: 'input' },
          { name: 'recipient', label: 'Recipient', kind: 'input' },
          { name: 'safeguard', label: 'Safeguard', kind: 'input' },
          { name: 'document', label: 'Document', kind: 'input' },
        ],
      }),
    ],
    'how-long': [
      plainList('rules', 'Retention rules', 'Retention rule', {
        fields: [{ name: 'rule', label: 'Code of the rule', kind: 'input', list: 'rules' }],
      }),
      plainList('systems', 'Source systems', 'Source system', {
        fields: [
          {
            name: 'sourceSystem',
            label: 'Source system',
            kind: 'select',
            options: [choose('Choose a system'), ...choices.systems],
          },
        ],
      }),
      termList('storage location', 'Storage location'),
    ],
    'how-safe': [termList('security measure', 'Measure')],
    notes: [
      plainList('notes', 'Notes', 'Note', {
        hint: 'What a notice says in words that fit no list, and on what it is silent.',
        fields: [
          { name: 'field', label: 'About', kind: 'select', options: options(notedFields, capital) },
          { name: 'text', label: 'Note', kind: 'textarea', wide: true },
          {
            name: 'silent',
            label: 'Kind of note',
            kind: 'select',
            options: [choose('Says something'), { value: 'yes', text: 'Nothing is stated' }],
          },
        ],
      }),
    ],
  }
}

function plainList(
  list: ListName,
  heading: string,
  one: string,
  { hint = '', fields }: { hint?: string; fields: FieldSpec[] },
): ListSpec {
  const blank = list === 'recipients' ? { ...NEW_ROW, role: 'not stated' } : NEW_ROW
  return { id: list, list, heading, hint, one, fields, fixed: {}, blank }
}

function termList(kind: TermKind, one: string): ListSpec {
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

const purposeOptions = (count: number): Option[] => [
  choose('All purposes'),
  ...Array.from({ length: count }, (_, at) => ({ value: String(at + 1), text: `Purpose ${at + 1}` })),
]

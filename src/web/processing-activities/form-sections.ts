import { lawfulBasisChoices } from '../../domain/lawful-basis.ts'
import { conditionKinds, notedFields, partyParts, recipientRoles } from '../../domain/processing-activity.ts'
import {
  choose,
  type FieldSpec,
  type FormChoices,
  type ListSpec,
  options,
  plainList,
  purposeOptions,
  termList,
} from './form-lists.ts'
import { capital, partNames, recipientRoleNames } from './words.ts'

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
    'points-to-settle': [
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

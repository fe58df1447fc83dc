import { lawfulBasisChoices } from '../../domain/lawful-basis.ts'
import {
  conditionKinds,
  dpiaCriteria,
  notedFields,
  partyParts,
  recipientRoles,
  rightAnswers,
  rights,
  transferMechanisms,
} from '../../domain/processing-activity.ts'
import {
  choose,
  detailList,
  type FieldSpec,
  type FormChoices,
  type ListSpec,
  options,
  plainList,
  purposeOptions,
  termList,
} from './form-lists.ts'
import { capital, mechanismName, partNames, recipientRoleNames } from './words.ts'

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
          {
            name: 'contract',
            label: 'Contract with this controller',
            kind: 'input',
            hint: 'For the record of a processor',
          },
        ],
      }),
      detailList(
        'joint arrangement',
        'Arrangement between joint controllers',
        'Where it is, and who answers to people. UK GDPR Article 26',
      ),
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
          {
            name: 'interest',
            label: 'Legitimate interest, or condition of Annex 1',
            kind: 'input',
            wide: true,
            hint: 'Only for legitimate interests and recognised legitimate interests',
          },
          {
            name: 'record',
            label: 'Link to the assessment, or to the records of consent',
            kind: 'input',
            hint: 'For legitimate interests and consent',
          },
          { name: 'withdrawal', label: 'How consent is withdrawn', kind: 'input', hint: 'For consent' },
        ],
      }),
      detailList('direct marketing', 'Is the data used for direct marketing?'),
      detailList(
        'law enforcement',
        'Is this processing for law enforcement?',
        'Part 3 of the Data Protection Act 2018 asks for a record of its own',
      ),
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
      detailList(
        'policy document',
        'Appropriate policy document',
        'Where it is, when a Schedule 1 condition asks for one',
      ),
      detailList('kept as the policy says', 'Is the data kept and erased as that policy says?'),
      detailList('reasons against the policy', 'Reasons, if it is not'),
      detailList('information for children', 'How children are told', 'Information in words that a child understands'),
    ],
    'from-and-to': [
      termList('source', 'Source'),
      plainList('recipients', 'Recipients', 'Recipient', {
        hint: 'Name the organisation, or the category of recipient, or both.',
        fields: [
          organisation,
          { name: 'category', label: 'Category', kind: 'input', list: 'categories', wide: true },
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
          {
            name: 'mechanism',
            label: 'Made lawful by',
            kind: 'select',
            options: options(transferMechanisms, mechanismName),
          },
          { name: 'safeguard', label: 'Safeguard in words', kind: 'input' },
          { name: 'document', label: 'Document', kind: 'input' },
          { name: 'riskAssessment', label: 'Transfer risk assessment', kind: 'input' },
          {
            name: 'verifiedOn',
            label: 'Last verified on',
            kind: 'input',
            hint: 'For example, when the recipient’s certification was checked',
          },
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
    risk: [
      detailList('kind of automated decision', 'Automated decisions and profiling'),
      detailList('logic of automated decisions', 'Their logic'),
      detailList('effect of automated decisions', 'Their effect on people'),
      plainList('dpiaCriteria', 'Reasons for an impact assessment', 'Reason', {
        fields: [
          {
            name: 'criterion',
            label: 'Reason',
            kind: 'select',
            options: [choose('Choose a reason'), ...options(dpiaCriteria, capital)],
          },
        ],
      }),
      detailList('link to the impact assessment', 'Link to the impact assessment'),
      plainList('rights', 'Rights that differ', 'Right', {
        hint: 'Rights follow from the lawful bases. List those that people have otherwise, and why.',
        fields: [
          {
            name: 'right',
            label: 'Right',
            kind: 'select',
            options: [choose('Choose a right'), ...options(rights, capital)],
          },
          {
            name: 'answer',
            label: 'People have it',
            kind: 'select',
            options: [choose('Choose'), ...options(rightAnswers, capital)],
          },
          { name: 'reason', label: 'Why', kind: 'input', wide: true },
        ],
      }),
      detailList('personal data breach', 'Has there been a personal data breach?'),
      detailList('record of the breach', 'Link to the record of the breach'),
    ],
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

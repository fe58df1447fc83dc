import type { IsoDate } from '../../domain/calendar.ts'
import { type ActivityContent, conditionKinds, partyParts } from '../../domain/processing-activity.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import { sameDay } from '../as-at.ts'
import type { SummaryRow } from '../components.ts'
import { detailRows, rightRows } from './details.ts'
import { identityRows, partyRows } from './identity.ts'
import {
  basisLines,
  conditionLine,
  fieldRow,
  line,
  NOT_STATED,
  purposeLine,
  quiet,
  recipientLine,
  termLines,
  termRow,
  transferLine,
} from './lines.ts'
import type { ShownActivity } from './view.ts'

/** A group of fields under a heading. */
export type Section = { heading: string; id: string; rows: SummaryRow[] }

/** Every field of an activity, in the groups of the register. */
export function activitySections(shown: ShownActivity, today: IsoDate): Section[] {
  const { content } = shown
  return [
    { heading: 'Identity', id: 'identity', rows: identityRows(shown, today) },
    {
      heading: 'Who',
      id: 'who',
      rows: [...partyParts.flatMap((part) => partyRows(shown, part)), ...detailRows(content, 'joint arrangement')],
    },
    {
      heading: 'Why',
      id: 'why',
      rows: [
        fieldRow(content, 'Purposes', 'purposes', content.purposes.map(purposeLine)),
        fieldRow(
          content,
          'Lawful bases',
          'lawful bases',
          content.lawfulBases.flatMap((basis) => basisLines(basis, content)),
        ),
        ...detailRows(content, 'direct marketing', 'law enforcement'),
      ],
    },
    {
      heading: 'Whom and what',
      id: 'whom-and-what',
      rows: [
        termRow(content, 'data subject category', 'data subjects'),
        termRow(content, 'personal data category', 'personal data'),
        fieldRow(
          content,
          'Conditions for special category and offence data',
          'special categories',
          conditionKinds.flatMap((kind) =>
            content.conditions.filter((condition) => condition.kind === kind).map(conditionLine),
          ),
          content.terms.some(({ mark }) => mark === 'special category' || mark === 'criminal offence')
            ? 'None recorded'
            : 'None recorded, and no special category or offence data is listed',
        ),
        ...detailRows(
          content,
          'policy document',
          'kept as the policy says',
          'reasons against the policy',
          'information for children',
        ),
      ],
    },
    {
      heading: 'From and to',
      id: 'from-and-to',
      rows: [
        termRow(content, 'source', 'sources'),
        fieldRow(
          content,
          'Recipients',
          'recipients',
          content.recipients.map((entry) => recipientLine(entry, shown)),
        ),
        fieldRow(content, 'Transfers to other countries', 'transfers', content.transfers.map(transferLine)),
      ],
    },
    { heading: 'How long', id: 'how-long', rows: howLong(shown) },
    { heading: 'How safe', id: 'how-safe', rows: [termRow(content, 'security measure', 'security measures')] },
    { heading: 'Risk', id: 'risk', rows: [...risk(content), ...rightRows(content, today)] },
  ]
}

function howLong({ content, rules, systems, kept, asAt }: ShownActivity): SummaryRow[] {
  const names = new Map(systems.map(({ code, name }) => [code, name]))
  return [
    ...content.rules.map((link): SummaryRow => {
      const rule = rules.get(link.rule)
      return {
        key: rule ? rule.recordSeries : link.rule,
        lines: [
          { ...line(`Rule ${link.rule}`, link), href: sameDay(`/retention-rules/${link.rule}`, rule ? asAt : null) },
          ...(rule
            ? [
                {
                  text: ruleInWords(rule),
                  tag:
                    rule.standing === 'proposed' ? ({ text: 'Rule only proposed', colour: 'yellow' } as const) : null,
                },
              ]
            : []),
        ],
      }
    }),
    fieldRow(
      content,
      content.rules.length === 0 ? 'Retention rules' : 'In words',
      'retention',
      [],
      content.rules.length === 0 ? 'No retention rule is linked' : 'Nothing beyond the rules',
    ),
    ...(kept === null
      ? []
      : [
          {
            key: 'Kept and erased so, by its records',
            lines: [{ text: keptInWords[kept.answer] }, ...(kept.reasons === '' ? [] : [{ text: kept.reasons }])],
          },
        ]),
    {
      key: 'Held in',
      lines: [
        ...content.systems.map((system) =>
          line(`${names.get(system.sourceSystem) ?? ''} (${system.sourceSystem})`, system),
        ),
        ...termLines(content, 'storage location'),
        ...(content.systems.length === 0 && termLines(content, 'storage location').length === 0
          ? [quiet(NOT_STATED)]
          : []),
      ],
    },
  ]
}

const keptInWords = {
  yes: 'Yes',
  no: 'No',
  'not known': 'Not known: the inventory has no records of its service under its rules',
}

const dpiaWords = { yes: 'Required', no: 'Not required', 'not assessed': 'Not assessed' }

const risk = (content: ActivityContent): SummaryRow[] => [
  fieldRow(
    content,
    'Automated decisions and profiling',
    'automated decisions',
    content.automatedDecisions === '' ? [] : [{ text: content.automatedDecisions }],
  ),
  ...detailRows(content, 'kind of automated decision', 'logic of automated decisions', 'effect of automated decisions'),
  fieldRow(content, 'Data protection impact assessment', 'dpia', [
    { text: dpiaWords[content.dpiaRequired] },
    ...(content.dpiaStatus === '' ? [] : [{ text: content.dpiaStatus }]),
    ...content.dpiaCriteria.map((entry) => line(`Because of: ${entry.criterion}`, entry)),
  ]),
  ...detailRows(content, 'link to the impact assessment', 'personal data breach', 'record of the breach'),
]

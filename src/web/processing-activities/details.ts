import type { IsoDate } from '../../domain/calendar.ts'
import { rightsOf } from '../../domain/law/rights.ts'
import type { ActivityContent, DetailField } from '../../domain/processing-activity.ts'
import type { SummaryRow } from '../components.ts'
import { line } from './lines.ts'
import { capital } from './words.ts'

const detailWords: Record<DetailField, string> = {
  'joint arrangement': 'Arrangement between joint controllers',
  'direct marketing': 'Direct marketing',
  'law enforcement': 'Law enforcement (Part 3)',
  'policy document': 'Appropriate policy document',
  'kept as the policy says': 'Kept and erased as the policy says',
  'reasons against the policy': 'Reasons, if not',
  'information for children': 'How children are told',
  'kind of automated decision': 'Kind of automated decision',
  'logic of automated decisions': 'Logic of automated decisions',
  'effect of automated decisions': 'Effect of automated decisions',
  'link to the impact assessment': 'Link to the impact assessment',
  'personal data breach': 'Personal data breach',
  'record of the breach': 'Record of the breach',
}

/** Those of some facts that stand alone which are stated; whether one that is missing is owed, the checks say. */
export const detailRows = (content: ActivityContent, ...fields: DetailField[]): SummaryRow[] =>
  fields.flatMap((field) => {
    const entry = content.details.find((each) => each.field === field)
    return entry ? [{ key: detailWords[field], lines: [line(capital(entry.text), entry)] }] : []
  })

const answerWords = { yes: 'Yes', no: 'No', qualified: 'In part' }

/** What people can ask, and why. */
export const rightRows = (content: ActivityContent, today: IsoDate): SummaryRow[] => [
  {
    key: 'Rights of people',
    lines: rightsOf(content, today).map(({ right, answer, reason }) => ({
      text: `${capital(right)}: ${answerWords[answer].toLowerCase()}. ${reason}`,
    })),
  },
]

import type { ActivityOrder, ActivityRow } from '../../../db/queries/activity-list.ts'
import type { ListFacts as RowFacts } from '../../../db/queries/activity-list-facts.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { lawfulBasisName } from '../../domain/lawful-basis.ts'
import type { Cell } from '../components.ts'
import { type ColumnName, columnNames } from './filters.ts'
import { roleNames, statusTags } from './words.ts'

const MOST_CODES = 2

/** An activity of the list with what stands in its columns. */
export type ListedRow = { row: ActivityRow; facts: RowFacts; findings: number }

/** When a list is of: the day as at which it is shown, null for now, and today. */
export type When = { asAt: AsAt | null; today: IsoDate }

type Column = {
  text: string
  numeric?: boolean
  sort?: Extract<ActivityOrder, 'service' | 'updated'>
  cell: (listed: ListedRow, when: When) => Cell
}

/** The columns of the register beside the reference and the title. */
export const columns: Record<ColumnName, Column> = {
  service: {
    text: 'Service',
    sort: 'service',
    cell: ({ row }) => ({ text: row.serviceName, detail: row.organisationName }),
  },
  role: { text: 'Role', cell: ({ row }) => ({ text: roleNames[row.role] }) },
  lawful_bases: {
    text: 'Lawful bases',
    cell: ({ facts }) => ({ text: facts.bases.map(lawfulBasisName).join(', ') || 'None recorded' }),
  },
  retention_rules: { text: 'Retention rules', cell: ({ facts }) => ({ text: someCodes(facts.rules) || 'None' }) },
  owner: { text: 'Owner', cell: ({ row }) => ({ text: row.ownerName || 'Nobody is named' }) },
  status: { text: 'Status', cell: ({ row }) => ({ text: '', tag: statusTags[row.status] }) },
  version: { text: 'Version', numeric: true, cell: ({ row }) => ({ text: String(row.version), numeric: true }) },
  approved: {
    text: 'Approved on',
    cell: ({ row }) => ({ text: row.approvedOn ? dateInWords(row.approvedOn) : 'Not' }),
  },
  next_review: {
    text: 'Next review',
    cell: ({ row }, { today }) => ({
      text: row.nextReviewOn ? dateInWords(row.nextReviewOn) : 'None',
      tag: isLate(row, today) ? { text: 'Overdue', colour: 'red' } : null,
    }),
  },
  findings: {
    text: 'Findings',
    numeric: true,
    cell: ({ row, findings }, { asAt }) => ({
      text: String(findings),
      href: findings === 0 ? null : `/findings?activity=${row.reference}${asAt === null ? '' : `&as-at=${asAt.date}`}`,
      numeric: true,
    }),
  },
  changed: {
    text: 'Changed',
    sort: 'updated',
    cell: ({ row }) => ({ text: dateInWords(row.updatedAt.slice(0, 10)) }),
  },
}

/** True for an activity in force whose review was due before a day. */
export const isLate = ({ nextReviewOn, status }: ActivityRow, today: IsoDate): boolean =>
  nextReviewOn !== null && nextReviewOn < today && status === 'approved'

/** The names of the columns to choose from, in their order, with what stands above each. */
export const columnChoices = columnNames.map((name) => ({ value: name, text: columns[name].text }))

/** Codes stand in one line, so that none is broken at its hyphen: as many as fit, then the number of the others. */
function someCodes(codes: string[]): string {
  const fit = codes.slice(0, MOST_CODES).join(', ')
  return codes.length > MOST_CODES ? `${fit} and ${codes.length - MOST_CODES} more` : fit
}

import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** The form that suspends an account. */
export const suspensionPage = ({ id, name }: AccountRow, reason: string, problems: Problem[]) => ({
  title: `Suspend ${name}`,
  back: { text: name, href: `/users/${id}` },
  action: `/users/${id}/suspension`,
  problems,
  refused: fieldError(problems, 'account'),
  reason: {
    name: 'reason',
    label: 'Why the account is suspended',
    hint: 'For example: left the council on 30 November. Administrators and auditors can read it',
    value: reason,
    error: fieldError(problems, 'reason'),
  },
})

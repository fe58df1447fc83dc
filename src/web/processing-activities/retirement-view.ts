import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** The form that retires an activity. */
export function retirementPage({ reference }: Activity, name: string, reason: string, problems: Problem[]) {
  const address = `/processing-activities/${reference}`
  return {
    title: `Retire ${reference}`,
    caption: name,
    back: { text: reference, href: address },
    problems,
    action: `${address}/retirement`,
    reason: {
      name: 'reason',
      label: 'Why is this activity retired?',
      hint: 'For example, the service ended on 31 March 2026',
      value: reason,
      error: fieldError(problems, 'reason'),
    },
  }
}

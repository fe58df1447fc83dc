import type { UsingActivity } from '../../../db/queries/rule-activities.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, TableView } from '../components.ts'
import { fieldError } from '../form.ts'

type Named = { code: string; recordSeries: string }

/** What the question before a rule is retired is made of. `block`: why it cannot be now, null when it can. */
export type RetirementFacts = {
  rule: Named
  activities: UsingActivity[]
  block: string | null
  typed: string
  problems: Problem[]
}

/** The form that retires a rule, with the activities that link it. */
export function retirementPage({ rule, activities, block, typed, problems }: RetirementFacts) {
  const here = `/retention-rules/${rule.code}`
  return {
    title: `Retire rule ${rule.code}`,
    caption: rule.recordSeries,
    back: { text: `Rule ${rule.code}`, href: here },
    problems,
    lead: 'A retired rule stays in the schedule with all its versions, marked as retired. Forms do not offer it any more, and rows of feeds that name it are rejected. What is on its way for it is withdrawn.',
    block: block === null ? null : { text: `${block}.`, href: `/records?rule=${rule.code}` },
    activities: activities.length === 0 ? null : linkedTable(activities),
    action: `${here}/retirement`,
    reason: {
      ...{ name: 'reason', label: 'Why is this rule retired?', value: typed },
      hint: 'For example, the service that held these records ended on 31 March 2026',
      error: fieldError(problems, 'reason'),
    },
    button: { text: 'Retire this rule', kind: 'warning' as const, once: true },
  }
}

/** The form that brings a retired rule back. */
export function reinstatementPage(rule: Named, typed: string, problems: Problem[]) {
  const here = `/retention-rules/${rule.code}`
  return {
    title: `Bring back rule ${rule.code}`,
    caption: rule.recordSeries,
    back: { text: `Rule ${rule.code}`, href: here },
    problems,
    lead: 'The rule is in force again as it was: forms offer it, and feeds may name it.',
    block: null,
    activities: null,
    action: `${here}/reinstatement`,
    reason: {
      ...{ name: 'reason', label: 'Why is it brought back?', value: typed },
      hint: null,
      error: fieldError(problems, 'reason'),
    },
    button: { text: 'Bring this rule back', kind: null, once: true },
  }
}

const linkedTable = (activities: UsingActivity[]): TableView => ({
  caption: 'Activities that link this rule, and will be told to link another',
  head: [{ text: 'Reference' }, { text: 'Title' }, { text: 'Service' }],
  rows: activities.map(({ reference, title, serviceName }): Cell[] => [
    { text: reference, href: `/processing-activities/${reference}`, header: true },
    { text: title },
    { text: serviceName },
  ]),
  empty: '',
})

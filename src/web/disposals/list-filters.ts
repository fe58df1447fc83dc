import type { Service } from '../../../db/queries/services.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { type ChoiceFilter, choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { FilterBarView } from '../components.ts'
import { queryString } from '../query.ts'
import { dayLabels, disposalActions, type ListQuery } from './filters.ts'
import { doneInWords } from './words.ts'

/** What can be chosen in the filters of disposals. */
export type Choices = {
  services: Service[]
  rules: { code: string; recordSeries: string }[]
  systems: SourceSystem[]
}

type Name = 'service' | 'rule' | 'source' | 'action' | 'proof'

/** The filters of a list of disposals: `proofs`, whether it has others than those with a certificate. */
export function filterBar(
  list: string,
  query: ListQuery,
  { services, rules, systems }: Choices,
  { asAt, proofs }: { asAt: AsAt | null; proofs: boolean },
): FilterBarView {
  const choices: ChoiceFilter<Name>[] = [
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    {
      name: 'rule',
      label: 'Retention rule',
      options: rules.map(({ code, recordSeries }) => ({ value: code, text: `${code} ${recordSeries}` })),
    },
    {
      name: 'source',
      label: 'Source system',
      options: systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    },
    {
      name: 'action',
      label: 'What was done',
      options: disposalActions.map((action) => ({ value: action, text: doneInWords[action] })),
    },
    ...(proofs ? [PROOF] : []),
  ]
  const { fields, applied } = choiceFilters(list, query, choices)
  return {
    action: list,
    fields: [...fields, dateField('from', query.from), dateField('to', query.to)],
    applied: [
      ...applied,
      ...(['from', 'to'] as const).flatMap((name) => {
        const day = query[name]
        const text = `${dayLabels[name]} ${dateInWords(day ?? '')}`
        return day === undefined ? [] : [{ text, href: withoutFilter(list, query, name) }]
      }),
    ],
    clear: `${list}${queryString({ 'as-at': query['as-at'] })}`,
    hidden: asAt === null ? [] : [{ name: 'as-at', value: asAt.date }],
  }
}

const PROOF: ChoiceFilter<Name> = {
  name: 'proof',
  label: 'Proof',
  options: [
    { value: 'certificate', text: 'Destruction certificate' },
    { value: 'confirmation', text: 'Confirmed by a person' },
  ],
}

const dateField = (name: keyof typeof dayLabels, value: string | undefined) => ({
  ...{ kind: 'input' as const, name, label: dayLabels[name], value: value ?? '', classes: 'govuk-input--width-10' },
  hint: 'For example 2026-03-31',
})

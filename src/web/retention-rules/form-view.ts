import type { Service } from '../../../db/queries/services.ts'
import { countedFromKinds } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import { authorityKinds, constraints, disposalActions, triggerKinds } from '../../domain/retention-rule.ts'
import {
  authorityKindTerms,
  constraintTerms,
  countedFromTerms,
  disposalActionTerms,
  triggerKindTerms,
} from '../../domain/rule-terms.ts'
import type { ChoiceView, FieldView, Option } from '../components.ts'
import { fieldError } from '../form.ts'
import type { FormTarget } from './form-target.ts'
import type { FormField, FormValues } from './form-values.ts'

/** What somebody else did to the rule, or to its draft, since the form was opened. */
export type Meanwhile = { lead: string; items: string[] }

/** What the form is made of. `meanwhile`: null when nobody else changed anything. */
export type FormFacts = {
  values: FormValues
  problems: Problem[]
  services: Service[]
  meanwhile: Meanwhile | null
}

/** The form that says what a rule is to be. */
export function formPage(target: FormTarget, { values, problems, services, meanwhile }: FormFacts) {
  const field = (name: FormField, label: string, hint: string | null = null): FieldView => ({
    name,
    label,
    hint,
    value: values[name],
    error: fieldError(problems, name),
  })
  const choice = (name: FormField, label: string, options: Option[], hint: string | null = null): ChoiceView => ({
    ...field(name, label, hint),
    options,
  })
  return {
    title: target.title,
    back: target.back,
    problems,
    buttons: target.buttons,
    hidden: target.hidden,
    meanwhile,
    code: target.hasCode
      ? {
          ...field('code', 'Code', 'Record feeds name the rule by it. For example, LIB-01'),
          classes: 'govuk-input--width-10',
        }
      : null,
    recordSeries: field(
      'recordSeries',
      'Record series',
      'The records that are treated alike. For example, Library membership account',
    ),
    service: choice(
      'serviceId',
      'Service',
      [
        { value: '', text: 'No service' },
        ...services.map(({ id, name, organisationName }) => ({
          value: String(id),
          text: `${name} (${organisationName})`,
        })),
      ],
      'Records whose feed names no service belong to this one',
    ),
    ownerName: field('ownerName', 'Owner', 'The role that answers for the rule'),
    triggerKind: choice('triggerKind', 'What starts the period', asked(triggerKinds, triggerKindTerms)),
    triggerEvent: field('triggerEvent', 'The event in words', 'For example, Membership ended'),
    countedFrom: choice('countedFrom', 'Count the period from', asked(countedFromKinds, countedFromTerms)),
    period: {
      error: fieldError(problems, 'period'),
      parts: (
        [
          ['years', 'Years', 'period'],
          ['months', 'Months', 'period-months'],
          ['days', 'Days', 'period-days'],
        ] as const
      ).map(([name, label, id]) => ({ name, label, id, value: values[name] })),
    },
    constraint: choice(
      'constraint',
      'Is the period a minimum or a maximum?',
      constraints.map((value) => ({ value, text: constraintTerms[value] })),
    ),
    disposalAction: choice(
      'disposalAction',
      'What happens at the end of the period',
      asked(disposalActions, disposalActionTerms),
    ),
    authority: {
      ...field(
        'authority',
        'Authority',
        'The law, guidance or decision that sets the period. For example, Limitation Act 1980 section 5',
      ),
      rows: 3,
    },
    authorityKind: choice('authorityKind', 'Kind of authority', asked(authorityKinds, authorityKindTerms)),
    approvals: choice('approvals', 'Who approves a disposal', [
      { value: '1', text: 'The service manager' },
      { value: '2', text: 'The service manager, then information governance: two people' },
    ]),
    reviewDays: {
      ...field('reviewDays', 'Days for a review', 'How long the service manager has to decide'),
      classes: 'govuk-input--width-3',
      inputmode: 'numeric',
    },
    coolingOffDays: {
      ...field(
        'coolingOffDays',
        'Cooling-off days',
        'How long an approved disposal waits before it may be carried out',
      ),
      classes: 'govuk-input--width-3',
      inputmode: 'numeric',
    },
    scopeNote: { ...field('scopeNote', 'Scope note (optional)', 'What the rule covers and what it does not'), rows: 4 },
  }
}

const asked = <T extends string>(values: readonly T[], terms: Record<T, string>): Option[] => [
  { value: '', text: 'Choose' },
  ...values.map((value) => ({ value, text: terms[value] })),
]

import type { Problem } from '../../domain/problem.ts'
import { activityRoles, standings } from '../../domain/processing-activity.ts'
import type { Option } from '../components.ts'
import { fieldError } from '../form.ts'
import type { Answers } from './answers.ts'
import type { FormChoices } from './form-lists.ts'
import { capital, roleNames } from './words.ts'

/** A field of the form that is no row of a list. */
export type SingleField = {
  kind: 'input' | 'textarea' | 'select'
  name: string
  label: string
  value: string
  error: string | null
  hint: string | null
  options: Option[]
  classes: string
}

/** The single fields of the form by the section that they stand in. `isNew`: the activity has no reference yet. */
export function singleFields(
  { fields }: Answers,
  problems: Problem[],
  choices: Pick<FormChoices, 'services'>,
  isNew: boolean,
): Record<string, SingleField[]> {
  const field = (
    kind: SingleField['kind'],
    name: string,
    label: string,
    rest: Partial<SingleField> = {},
  ): SingleField => ({
    ...{ kind, name, label, hint: null, options: [], classes: '' },
    value: fields[name] ?? '',
    error: fieldError(problems, name),
    ...rest,
  })
  const choice = (text: string): Option => ({ value: '', text })
  return {
    identity: [
      ...(isNew
        ? [
            field('input', 'reference', 'Reference', {
              hint: 'For example, LIB-A9. It stays for good',
              classes: 'govuk-input--width-10',
            }),
          ]
        : []),
      field('input', 'title', 'Title'),
      field('select', 'service', 'Service', { options: [choice('Choose a service'), ...choices.services] }),
      field('select', 'role', 'Role', {
        hint: 'A processor’s record lists the controllers it acts for',
        options: [choice('Choose a role'), ...activityRoles.map((role) => ({ value: role, text: roleNames[role] }))],
      }),
      field('select', 'roleStanding', 'Standing of the role', {
        options: standings.map((standing) => ({ value: standing, text: capital(standing) })),
      }),
      field('input', 'ownerName', 'Owner', { hint: 'The information asset owner, who answers for this activity' }),
      field('input', 'businessFunction', 'Business function'),
      field('input', 'reviewCycleMonths', 'Months between reviews', { classes: 'govuk-input--width-3' }),
    ],
    risk: [
      field('textarea', 'automatedDecisions', 'What is decided or predicted automatically'),
      field('select', 'dpiaRequired', 'Data protection impact assessment', {
        options: [
          { value: 'yes', text: 'Required' },
          { value: 'no', text: 'Not required' },
          { value: 'not assessed', text: 'Not assessed' },
        ],
      }),
      field('input', 'dpiaStatus', 'State of the assessment'),
    ],
    'points-to-settle': [field('textarea', 'remarks', 'Points to settle')],
  }
}

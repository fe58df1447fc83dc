import type { Problem } from '../../domain/problem.ts'
import { activityRoles, standings, type TermKind, termKinds } from '../../domain/processing-activity.ts'
import type { Option } from '../components.ts'
import { fieldError } from '../form.ts'
import type { Answers } from './answers.ts'
import type { FormChoices } from './form-lists.ts'
import { idOf, listView, shownRows } from './form-rows.ts'
import { formLists } from './form-sections.ts'
import type { ChangedMeanwhile } from './meanwhile.ts'
import { capital, roleNames } from './words.ts'

/** Where the form is sent, and what it goes back to. `version`: the one shown when the form was opened; null for a new activity. */
export type FormFrame = {
  title: string
  action: string
  back: { text: string; href: string }
  version: number | null
  /** The version whose rows the form began with; it stays when the form is sent again over a newer one. */
  from: number | null
  theirs: ChangedMeanwhile | null
}

const sections = [
  { id: 'identity', heading: 'Identity' },
  { id: 'who', heading: 'Who' },
  { id: 'why', heading: 'Why' },
  { id: 'whom-and-what', heading: 'Whom and what' },
  { id: 'from-and-to', heading: 'From and to' },
  { id: 'how-long', heading: 'How long' },
  { id: 'how-safe', heading: 'How safe' },
  { id: 'risk', heading: 'Risk' },
  { id: 'points-to-settle', heading: 'Notes and points to settle' },
]

/** The form of an activity, new or to be changed. `more`: the id of the list that the person wants more rows of. */
export function formPage(frame: FormFrame, answers: Answers, problems: Problem[], choices: FormChoices, more = '') {
  const lists = formLists(choices, shownRows(answers.lists.purposes.length, more === 'purposes'))
  const singles = singleFields(answers, problems, choices, frame.version === null)
  return {
    title: frame.title,
    back: frame.back,
    problems: problems.map(({ field, text }) => ({ field: idOf(field), text })),
    theirs: frame.theirs,
    action: frame.action,
    hidden:
      frame.version === null
        ? []
        : [
            { name: 'version', value: String(frame.version) },
            { name: 'from', value: String(frame.from) },
          ],
    sections: sections.map(({ id, heading }) => ({
      id,
      heading,
      fields: singles[id] ?? [],
      lists: (lists[id] ?? []).map((spec) => listView(spec, answers, problems, choices, more)),
    })),
    choices: datalists(choices),
  }
}

type SingleField = {
  kind: 'input' | 'textarea' | 'select'
  name: string
  label: string
  value: string
  error: string | null
  hint: string | null
  options: Option[]
  classes: string
}

function singleFields(
  { fields }: Answers,
  problems: Problem[],
  choices: FormChoices,
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
      field('textarea', 'automatedDecisions', 'Automated decisions and profiling', {
        hint: 'What is decided, by what logic, and with what effect',
      }),
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

/** The words to choose from that fields name by id. */
function datalists({ organisations, rules, terms }: FormChoices): { id: string; options: Option[] }[] {
  const words = (texts: string[]) => texts.map((text) => ({ value: text, text: '' }))
  return [
    { id: 'choices-organisations', options: words(organisations) },
    { id: 'choices-rules', options: rules },
    ...termKinds.map((kind: TermKind, at) => ({ id: `choices-terms-${at}`, options: words(terms[kind]) })),
  ]
}

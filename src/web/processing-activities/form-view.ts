import type { Seen } from '../../actions/activity-drafts.ts'
import type { Problem } from '../../domain/problem.ts'
import { type TermKind, termKinds } from '../../domain/processing-activity.ts'
import type { HiddenField, Option } from '../components.ts'
import { type Answers, type FormPart, newAnswers } from './answers.ts'
import { singleFields } from './form-fields.ts'
import type { FormChoices } from './form-lists.ts'
import { idOf, listView, shownRows } from './form-rows.ts'
import { formLists } from './form-sections.ts'
import type { ChangedMeanwhile } from './meanwhile.ts'

/** Where the form is sent, and what it goes back to. `seen`: what stood there when the form was opened; null for a new activity. */
export type FormFrame = {
  title: string
  caption?: string
  action: string
  back: { text: string; href: string }
  seen: Seen | null
  theirs: ChangedMeanwhile | null
  /** The sections that the form shows; all, when it is null. */
  only: string[] | null
  /** Another form for the same, for those who prefer it. */
  other: { text: string; href: string } | null
}

/** The sections of the form in their order. */
export const formSections = [
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
  const singles = singleFields(answers, problems, choices, frame.seen === null)
  return {
    title: frame.title,
    caption: frame.caption ?? null,
    back: frame.back,
    other: frame.other,
    problems: problems.map(({ field, text }) => ({ field: idOf(field), text })),
    theirs: frame.theirs,
    action: frame.action,
    hidden: frame.seen === null && frame.only !== null ? [{ name: 'form', value: 'short' }] : seenFields(frame.seen),
    sections: formSections
      .filter(({ id }) => frame.only?.includes(id) ?? true)
      .map(({ id, heading }) => ({
        id,
        heading,
        fields: singles[id] ?? [],
        lists: (lists[id] ?? []).map((spec) => listView(spec, answers, problems, choices, more)),
      })),
    choices: datalists(choices),
  }
}

/** What a form carries of the words that it was opened over. */
export const seenFields = (seen: Seen | null): HiddenField[] =>
  seen === null
    ? []
    : [
        { name: 'version', value: String(seen.version) },
        { name: 'revision', value: String(seen.revision) },
      ]

/** What a section of the form asks. */
export function partOf(section: string, choices: FormChoices): FormPart {
  const none: Answers = newAnswers()
  return {
    fields: (singleFields(none, [], choices, false)[section] ?? []).map(({ name }) => name),
    lists: (formLists(choices, 0)[section] ?? []).map(({ list, fixed }) => ({ list, fixed })),
  }
}

/** The words to choose from that fields name by id. */
function datalists({ organisations, categories, rules, terms }: FormChoices): { id: string; options: Option[] }[] {
  const words = (texts: string[]) => texts.map((text) => ({ value: text, text: '' }))
  return [
    { id: 'choices-organisations', options: words(organisations) },
    { id: 'choices-categories', options: words(categories) },
    { id: 'choices-rules', options: rules },
    ...termKinds.map((kind: TermKind, at) => ({ id: `choices-terms-${at}`, options: words(terms[kind]) })),
  ]
}

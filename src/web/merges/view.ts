import { checkConfirmation, oneOfKind } from '../../domain/merging.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SharedKind } from '../../domain/survivors.ts'
import type { ChecksView, ChoiceView, FieldView, Link, Option } from '../components.ts'
import { fieldError } from '../form.ts'

/** What is to be merged away, and where its page is. `code`: what is typed to confirm; null for a term, where a box is ticked. */
export type MergedThing = { noun: SharedKind; name: string; code: string | null; href: string; back: Link }

/** What a merge would do. `survivor`: its name; `moves`: what goes over to it, in sentences; `warning`: what to know before; `marksDiffer`: a box has to be ticked for the mark. */
export type MergePreview = {
  into: string
  survivor: string
  moves: string[]
  warning: string | null
  marksDiffer: boolean
}

type Facts = {
  thing: MergedThing
  options: Option[]
  likely: Option[]
  preview: MergePreview | null
  problems: Problem[]
  typed: Record<string, unknown>
}

/** The page on which something is merged into another: which, what goes over, and the confirmation. */
export function mergePage({ thing, options, likely, preview, problems, typed }: Facts) {
  const { noun, name, href, back } = thing
  return {
    title: `Merge ${name} into another ${noun}`,
    trail: [back, { text: name, href }],
    problems,
    lead: `For ${oneOfKind[noun]} that is in the register twice. ${name} stays in what was said before; everywhere else the other takes its place. This cannot be undone.`,
    choice: {
      action: `${href}/merge`,
      likely: likely.map(({ value, text }) => ({
        text,
        href: `${href}/merge?${new URLSearchParams({ into: value })}`,
      })),
      field: {
        ...{
          name: 'into',
          label: `The ${noun} that takes its place`,
          value: preview?.into ?? String(typed.into ?? ''),
        },
        options: [{ value: '', text: `Choose ${oneOfKind[noun]}` }, ...options],
        error: preview === null ? fieldError(problems, 'into') : null,
      } satisfies ChoiceView,
      button: preview === null ? 'See what goes over' : 'Choose another',
    },
    preview: preview && confirmation(thing, preview, problems, typed),
  }
}

function confirmation(
  { noun, name, code, href }: MergedThing,
  { into, survivor, moves, warning, marksDiffer }: MergePreview,
  problems: Problem[],
  typed: Record<string, unknown>,
) {
  const tick = (field: string, label: string, text: string): ChecksView => ({
    ...{ name: field, id: field, label, options: [{ value: 'yes', text }] },
    ...{ values: typed[field] === 'yes' ? ['yes'] : [], error: fieldError(problems, field) },
  })
  return {
    heading: `What goes over to ${survivor}`,
    action: `${href}/merge`,
    into,
    moves,
    warning,
    refusal: fieldError(problems, 'into'),
    marks: marksDiffer
      ? tick('marks', 'Marks', `Hold the activities that name “${name}” to the mark of “${survivor}”`)
      : null,
    typed:
      code === null
        ? null
        : ({
            ...{ name: 'confirmation', label: `Enter ${code} to confirm that this ${noun} is the duplicate` },
            ...{ value: String(typed.confirmation ?? ''), error: fieldError(problems, 'confirmation') },
            classes: 'govuk-input--width-20',
          } satisfies FieldView),
    tick:
      code === null
        ? tick('confirmation', 'Confirmation', `“${name}” is the duplicate, and “${survivor}” takes its place`)
        : null,
    button: `Merge ${name} into ${survivor}`,
    cancel: href,
  }
}

/** Why what a person sent does not confirm a merge, or nothing. */
export const confirmed = ({ code, name }: MergedThing, typed: Record<string, unknown>): Problem[] =>
  checkConfirmation(code, name, String(typed.confirmation ?? ''))

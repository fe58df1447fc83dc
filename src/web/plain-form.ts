import type { Problem } from '../domain/problem.ts'
import type { HiddenField, Link, Option } from './components.ts'
import { fieldError } from './form.ts'

/** A field of a plain form; `options` for those to choose from. */
export type PlainField = {
  kind: 'input' | 'textarea' | 'select' | 'checkboxes'
  name: string
  label: string
  hint?: string
  options?: Option[]
  classes?: string
}

/** Where a plain form is sent, what it goes back to, and what it carries unseen. */
export type PlainFrame = { title: string; action: string; back: Link; carried: HiddenField[] }

/** A form of a few fields with what was answered and what is wrong with it. */
export function plainForm(
  frame: PlainFrame,
  fields: PlainField[],
  answers: Record<string, unknown>,
  problems: Problem[],
) {
  return {
    ...frame,
    problems,
    fields: fields.map((field) => ({
      ...field,
      hint: field.hint ?? null,
      options: field.options ?? [],
      classes: field.classes ?? '',
      value: typeof answers[field.name] === 'string' ? String(answers[field.name]) : '',
      values: [answers[field.name] ?? []].flat().map(String),
      error: fieldError(problems, field.name),
    })),
  }
}

import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { newPasswordField } from '../new-password/view.ts'

/** The page of the first start: who has the code becomes the first administrator. Neither code nor password is printed again. */
export function setUpPage(answers: Record<string, unknown>, problems: Problem[]) {
  const typed = (name: string): string => (typeof answers[name] === 'string' ? answers[name] : '')
  const input = (name: string, label: string, autocomplete: string) => ({
    ...{ name, label, autocomplete, value: typed(name), error: fieldError(problems, name) },
  })
  return {
    title: 'Set up Muniment',
    problems,
    code: {
      name: 'code',
      label: 'Set-up code',
      hint: 'In the log of the last start of the server: 25 characters in groups of five',
      autocomplete: 'off',
      spellcheck: false,
      classes: 'govuk-input--width-20',
      error: fieldError(problems, 'code'),
    },
    name: input('name', 'Your name', 'name'),
    email: { ...input('email', 'Your e-mail address', 'username'), type: 'email', spellcheck: false },
    password: newPasswordField(problems, 'Your password'),
  }
}

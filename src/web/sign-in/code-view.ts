import type { SecondProof } from '../../actions/second-step.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

const asked = {
  code: {
    title: 'Enter the code from your authenticator app',
    label: 'Code',
    hint: 'Six digits. The app shows a new code every 30 seconds.',
    instead: { text: 'Use a recovery code instead', href: '/sign-in/recovery-code' },
  },
  'recovery code': {
    title: 'Enter a recovery code',
    label: 'Recovery code',
    hint: 'One of the ten codes that you kept, for example 2K7F-9MQ4-XW3D-P08T. Each works once.',
    instead: { text: 'Use the authenticator app instead', href: '/sign-in/code' },
  },
}

/** The page of the second step of signing in. What was entered is never printed again. */
export function codePage(action: string, by: SecondProof['by'], problems: Problem[]) {
  const { title, label, hint, instead } = asked[by]
  return {
    title,
    problems,
    action,
    instead,
    code: {
      ...{ name: 'code', label, hint, autocomplete: by === 'code' ? 'one-time-code' : 'off', spellcheck: false },
      ...(by === 'code' && { inputmode: 'numeric', classes: 'govuk-input--width-10' }),
      error: fieldError(problems, 'code'),
    },
  }
}

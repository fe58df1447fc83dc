import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** The page of somebody who has forgotten their password; without mail it only says whom to ask. */
export const askPage = (byMail: boolean, email: string, problems: Problem[]) => ({
  title: 'Forgotten your password?',
  back: { text: 'Sign in', href: '/sign-in' },
  problems,
  byMail,
  email: {
    name: 'email',
    label: 'E-mail address',
    hint: 'The one that you sign in with',
    type: 'email',
    autocomplete: 'username',
    spellcheck: false,
    value: email,
    error: fieldError(problems, 'email'),
  },
})

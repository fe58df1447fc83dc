import type { OpenLink } from '../../../db/queries/account-links.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** What a new password is asked for with. */
export const newPasswordField = (problems: Problem[], label = 'New password') => ({
  name: 'password',
  label,
  hint: '12 characters or more. Four words that have nothing to do with each other make a good one; spaces count, and digits or capitals are not needed',
  autocomplete: 'new-password',
  error: fieldError(problems, 'password'),
})

/** The page on which a password is set by a link. The token travels in the form, and is in the address only when the page is first opened. */
export const newPasswordPage = (link: OpenLink, token: string, problems: Problem[]) => ({
  title: link.kind === 'invitation' ? 'Choose your password' : 'Set a new password',
  problems,
  who: link.name,
  email: link.email,
  until: instantInWords(link.expiresAt),
  token,
  password: newPasswordField(problems),
})

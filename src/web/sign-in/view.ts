import { type Role, roleInWords } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

type Account = { name: string; email: string; role: Role }

/**
 * The sign-in page; outside production it also names the demonstration accounts and their password.
 *
 * `providerName`: by what name people know the account with which single sign-on lets them in, when there is one.
 * `formIsKept`: a form came after its sender was signed out, and waits.
 */
export function signInPage(
  email: string,
  problems: Problem[],
  demonstration: Account[],
  demonstrationPassword: string,
  providerName: string | undefined,
  formIsKept = false,
) {
  return {
    title: 'Sign in',
    problems,
    singleSignOn: providerName === undefined ? null : { text: `Sign in with ${providerName}`, href: '/single-sign-on' },
    formIsKept,
    email: {
      name: 'email',
      label: 'E-mail address',
      type: 'email',
      autocomplete: 'username',
      spellcheck: false,
      value: email,
      error: fieldError(problems, 'email'),
    },
    password: {
      name: 'password',
      label: 'Password',
      type: 'password',
      autocomplete: 'current-password',
      error: fieldError(problems, 'password'),
    },
    demonstrationPassword,
    demonstration: {
      caption: 'Demonstration accounts',
      captionHidden: true,
      head: [{ text: 'Role' }, { text: 'E-mail address' }, { text: 'Name' }],
      rows: demonstration.map((account) => [
        { text: roleInWords[account.role], header: true },
        { text: account.email },
        { text: account.name },
      ]),
      empty: '',
    },
  }
}

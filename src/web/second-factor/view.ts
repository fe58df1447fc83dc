import { inGroups, RECOVERY_CODES } from '../../actions/recovery-codes.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Tag } from '../components.ts'
import { fieldError } from '../form.ts'
import type { SecretBeingSetUp } from './new-secret.ts'
import { qrCode } from './qr-code.ts'

const PAGE = '/account/second-factor'
const account = { text: 'Your account', href: '/account' }

type State = { since: string | null; left: number; required: boolean; hasPassword: boolean }

const passwordField = (id: string, problems: Problem[], label = 'Your password') => ({
  ...{ id, name: id, label, type: 'password', autocomplete: 'current-password' },
  error: fieldError(problems, id),
})

/** How a person stands with the second factor, and what they can do about it. `sso`: what single sign-on is called here, if there is any. */
export function secondFactorPage(
  { since, left, required, hasPassword }: State,
  sso: string | null,
  problems: Problem[] = [],
) {
  const tag: Tag = since ? { text: 'On', colour: 'green' } : { text: 'Off', colour: 'grey' }
  return {
    title: 'Authenticator app',
    trail: [account],
    problems,
    tag,
    isOn: since !== null,
    setUp: `${PAGE}/new`,
    rows: [
      { key: 'In use since', lines: [{ text: since ? instantInWords(since) : '' }] },
      { key: 'Recovery codes', lines: [{ text: `${left} of ${RECOVERY_CODES} left` }] },
      { key: 'Your role', lines: [{ text: required ? 'Must have an authenticator app' : 'May have one' }] },
    ],
    required,
    hasPassword,
    fewLeft: since !== null && left <= 2,
    single: sso,
    remake: {
      action: `${PAGE}/recovery-codes`,
      password: passwordField('remakePassword', problems, 'Your password, to make new codes'),
    },
    remove: {
      action: `${PAGE}/removal`,
      password: passwordField('removalPassword', problems, 'Your password, to remove the app'),
    },
  }
}

/** Where the form of a new authenticator app is sent; `mustBefore`: its person may go nowhere else until it is done, and has just given the password. */
export type NewFactorFrame = { action: string; mustBefore: boolean }

/** The setting up of an authenticator app: the picture to scan, the key to type instead, and the code that proves it worked. */
export function newFactorPage(
  { secret, address }: SecretBeingSetUp,
  { action, mustBefore }: NewFactorFrame,
  problems: Problem[],
) {
  return {
    title: 'Set up an authenticator app',
    ...(mustBefore ? {} : { trail: [account, { text: 'Authenticator app', href: PAGE }] }),
    problems,
    action,
    mustBefore,
    qr: qrCode(address),
    secret: inGroups(secret, ' '),
    code: {
      ...{ name: 'code', label: 'Code that the app now shows', hint: 'Six digits', inputmode: 'numeric' },
      ...{ autocomplete: 'one-time-code', spellcheck: false, classes: 'govuk-input--width-10' },
      error: fieldError(problems, 'code'),
    },
    password: mustBefore ? null : passwordField('password', problems),
    cancel: PAGE,
  }
}

/** The recovery codes, this once. */
export const recoveryCodesPage = (codes: string[], onward: string) => ({
  title: 'Keep your recovery codes',
  codes,
  onward,
})

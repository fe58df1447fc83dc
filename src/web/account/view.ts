import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { DeputyRow } from '../../../db/queries/deputies.ts'
import type { UserSession } from '../../../db/queries/user-sessions.ts'
import { dateInWords, type IsoDate, instantInWords, londonDate } from '../../domain/calendar.ts'
import { roleInWords } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Line, SummaryRow } from '../components.ts'
import { deputyRows } from '../deputies/person-rows.ts'
import { fieldError } from '../form.ts'
import { newPasswordField } from '../new-password/view.ts'
import { browserInWords } from './browser-words.ts'

const PAGE = '/account'

/** What the page is made of. `current`: the hash of the session that asks. `optionalMail`: null where no mail is set up. */
export type AccountFacts = {
  account: AccountRow
  sessions: UserSession[]
  current: string
  optionalMail: boolean | null
  deputies: DeputyRow[]
  today: IsoDate
  problems: Problem[]
}

/** One's own account: who one is here, how one signs in, and where one is signed in. */
export function accountPage(shown: AccountFacts) {
  const { sessions, current, optionalMail, problems } = shown
  const isThis = ({ idHash }: UserSession) => idHash === current
  return {
    title: 'Your account',
    problems,
    facts: facts(shown),
    sessions: [...sessions.filter(isThis), ...sessions.filter((session) => !isThis(session))].map((session) =>
      sessionInWords(session, current),
    ),
    others: !sessions.every(isThis),
    mail: optionalMail === null ? null : mailChoice(optionalMail),
  }
}

const row = (key: string, line: Line, action?: { text: string; href: string }): SummaryRow => ({
  key,
  lines: [line],
  ...(action ? { actions: [{ ...action, hidden: key.toLowerCase() }] } : {}),
})

function facts({ account, deputies, today }: AccountFacts): SummaryRow[] {
  const { id, passwordSetAt, secondFactorSince: since } = account
  const password = passwordSetAt ? `Set on ${dateInWords(londonDate(passwordSetAt))}` : 'Set'
  const services = account.services.map(({ name }) => name).join(', ') || 'None yet: ask an administrator'
  return [
    row('Name', { text: account.name }),
    row('E-mail address', { text: account.email }),
    row('Role', { text: roleInWords[account.role] }),
    ...(account.role === 'manager' ? [row('Services', { text: services })] : []),
    ...(account.hasPassword ? [row('Password', { text: password }, { text: 'Change', href: `${PAGE}/password` })] : []),
    ...(account.usesSingleSignOn ? [row('Single sign-on', { text: 'Linked' })] : []),
    row(
      'Second factor',
      since ? { text: `Authenticator app, since ${dateInWords(londonDate(since))}` } : { text: 'None', muted: true },
      { text: since ? 'Change' : 'Set up', href: `${PAGE}/second-factor` },
    ),
    ...deputyRows({ id, deputies, today, named: 'Your deputies', held: 'You stand in for' }),
    ...(account.role === 'manager'
      ? [
          row(
            'When you are away',
            { text: 'Somebody can stand in for you' },
            { text: 'Name a deputy', href: '/deputies/new' },
          ),
        ]
      : []),
    row('Saved views', { text: 'What you have kept of the lists' }, { text: 'See', href: '/saved-views' }),
  ]
}

const sessionInWords = ({ id, idHash, address, browser, createdAt, lastSeenAt }: UserSession, current: string) => ({
  id: String(id),
  browser: browserInWords(browser),
  words: `${address === '' ? 'Signed in' : `From ${address}, signed in`} on ${instantInWords(createdAt)}, last used on ${instantInWords(lastSeenAt)}`,
  isThis: idHash === current,
})

const mailChoice = (wanted: boolean) => ({
  name: 'optional',
  label: 'Messages that you can do without',
  hint: 'What waits for you is always mailed',
  values: wanted ? ['yes'] : [],
  options: [{ value: 'yes', text: 'Mail me what others decided for my services' }],
})

/** The form of a new password. Nothing that was typed is printed again. */
export const passwordPage = (email: string, problems: Problem[]) => ({
  title: 'Change your password',
  back: { text: 'Your account', href: PAGE },
  problems,
  action: `${PAGE}/password`,
  email,
  current: {
    name: 'current',
    label: 'Current password',
    autocomplete: 'current-password',
    error: fieldError(problems, 'current'),
  },
  password: newPasswordField(problems),
})

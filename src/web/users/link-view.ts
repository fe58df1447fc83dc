import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { GivenLink } from '../../actions/account-links.ts'
import { instantInWords } from '../../domain/calendar.ts'

/** The page that shows a link, once, to whoever has to hand it over because no mail is set up. */
export function linkPage({ id, name }: Pick<AccountRow, 'id' | 'name'>, { kind, expiresAt }: GivenLink, link: string) {
  const isInvitation = kind === 'invitation'
  return {
    title: isInvitation ? `Invitation for ${name}` : `A link for ${name}`,
    back: { text: name, href: `/users/${id}` },
    what: isInvitation ? 'choose a password' : 'set a new password',
    name,
    link,
    until: instantInWords(expiresAt),
  }
}

/** The news that a link was mailed. */
export const mailedInWords = ({ name, email }: Pick<AccountRow, 'name' | 'email'>, { expiresAt }: GivenLink): string =>
  `A link is on its way to ${name} at ${email}. It works until ${instantInWords(expiresAt)}.`

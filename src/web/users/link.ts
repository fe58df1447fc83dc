import type { Request, Response } from 'express'
import type { GivenLink } from '../../actions/account-links.ts'
import { sendPage } from '../page.ts'
import { linkPage, mailedInWords } from './link-view.ts'

const CREATED = 201

/**
 * Says that a link was mailed, or shows it where no mail is set up.
 *
 * It is shown in the answer itself and kept nowhere: not in the session, not in an address. Whoever loads the answer again
 * is asked whether to send the form again, which makes another link in its place.
 */
export function answerWithLink(
  req: Request,
  res: Response,
  person: { id: number; name: string; email: string },
  link: GivenLink,
): void {
  if (link.address !== null) {
    res.set('Referrer-Policy', 'no-referrer')
    sendPage(res, 'users/link', linkPage(person, link, link.address), CREATED)
    return
  }
  req.session.flash = mailedInWords(person, link)
  res.redirect(303, `/users/${person.id}`)
}

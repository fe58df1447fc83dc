import { type Response, Router } from 'express'
import { mailCounts, queuedMessageById, unsentMessages } from '../../../db/queries/mail-queue.ts'
import { tryMessagesAgain } from '../../actions/mail-queue.ts'
import { addSeconds } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { may } from '../../domain/permission.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { LIST, MOST_LISTED, mailPage, messagePage } from './view.ts'

const WEEK_SECONDS = 7 * 86_400

/** The messages that wait, fail or were given up, and, for administrators, trying them again. What a message says is shown to nobody. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the mail queue'), async (req, res) => {
    readQuery({}, req)
    const counts = await mailCounts(app.db, addSeconds(app.clock.now(), -WEEK_SECONDS))
    const messages = await unsentMessages(app.db, MOST_LISTED)
    sendPage(res, 'mail/index', mailPage({ counts, messages, mail: app.config.mail, mayRetry: mayRetry(res) }))
  })

  router.post(`${LIST}/attempts`, needs('try messages again'), async (req, res) => {
    const count = await tryMessagesAgain(app.db, actingOf(app, req, res))
    req.session.flash =
      count === 0 ? 'There is no message to try again.' : `${countOf(count, 'message')} will be tried again now.`
    res.redirect(303, LIST)
  })

  router.get(`${LIST}/:id`, needs('read the mail queue'), async (req, res) => {
    readQuery({}, req)
    const message = found(await queuedMessageById(app.db, found(pathId(req), 'message')), 'message')
    sendPage(res, 'mail/show', messagePage(message, mayRetry(res)))
  })

  router.post(`${LIST}/:id/attempts`, needs('try messages again'), async (req, res) => {
    const { id, sentAt, emptied } = found(await queuedMessageById(app.db, found(pathId(req), 'message')), 'message')
    const count = await tryMessagesAgain(app.db, actingOf(app, req, res), id)
    const gone = sentAt === null && emptied
    const why = gone ? 'is out of date, and what it said is gone' : 'has been sent, or is being sent now'
    req.session.flash = count === 0 ? `The message ${why}.` : 'The message will be tried again now.'
    res.redirect(303, LIST)
  })

  return router
}

const mayRetry = (res: Response): boolean => may(userOf(res), 'try messages again')

import type { Response } from 'express'
import { openLinkOf } from '../../../db/queries/account-links.ts'
import { lastSuspension } from '../../../db/queries/account-suspensions.ts'
import type { AccountRow } from '../../../db/queries/accounts.ts'
import { deputyList } from '../../../db/queries/deputies.ts'
import { sessionsOf } from '../../../db/queries/user-sessions.ts'
import { may } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { historyOf } from '../history.ts'
import { sendPage } from '../page.ts'
import { showPage } from './show-view.ts'

/** Answers with the page of an account, and with what is wrong with what was asked of it. */
export async function showAccount(
  app: App,
  res: Response,
  account: AccountRow,
  problems: Problem[] = [],
): Promise<void> {
  const { db, clock } = app
  const { id } = account
  const page = showPage({
    account,
    sessions: (await sessionsOf(db, id, clock.now())).length,
    link: await openLinkOf(db, id, clock.now()),
    suspension: account.suspendedAt === null ? undefined : await lastSuspension(db, id),
    deputies: await deputyList(db, { person: id, notOverOn: clock.today(), reach: null }),
    today: clock.today(),
    isOwn: userOf(res).id === id,
    mayManage: may(userOf(res), 'manage accounts'),
    problems,
  })
  const history = await historyOf(app, res, { kind: 'user', id: String(id) })
  sendPage(res, 'users/show', { ...page, history }, problems.length > 0 ? 422 : 200)
}

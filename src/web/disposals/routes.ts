import { type Response, Router } from 'express'
import { allSourceSystems } from '../../../db/queries/source-systems.ts'
import { disposalsExport } from '../../actions/disposals-csv.ts'
import { askAboutRecord, type RecordAnswer } from '../../actions/record-question.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, type Permission } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { sameDay } from '../as-at.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { disposalFilters, disposalQuery } from './filters.ts'
import { disposalsPage, LIST } from './list-view.ts'
import { QUESTION, questionPage } from './question-view.ts'
import { readDisposals } from './read-list.ts'

/** What belongs to the register of disposals. `hasAsAt`: the part can be shown as at a day as well. */
const parts: { text: string; href: string; needs: Permission; hasAsAt: boolean }[] = [
  { text: 'Destruction certificates', href: '/destruction-certificates', needs: 'read disposals', hasAsAt: true },
  {
    ...{ text: 'Instructions to source systems', href: '/disposal-instructions', hasAsAt: true },
    needs: 'read disposal instructions',
  },
  { text: 'Disposal incidents', href: '/disposal-incidents', needs: 'read disposal incidents', hasAsAt: true },
  { text: 'Did we hold a record?', href: QUESTION, needs: 'ask what became of a record', hasAsAt: false },
]

/** The register of disposals, and the question what became of a record. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read disposals'), async (req, res) => {
    const listed = await readDisposals(app, req, res, { certified: false })
    const links = parts
      .filter((part) => may(userOf(res), part.needs))
      .map(({ text, href, hasAsAt }) => ({ text, href: hasAsAt ? sameDay(href, listed.asAt) : href }))
    sendPage(res, 'disposals/index', disposalsPage(listed, links))
  })

  const files = { path: LIST, permission: 'read disposals', query: disposalQuery } as const
  listFiles(app, router, files, (query) => whole(disposalsExport, disposalFilters(query)))

  router.get(QUESTION, needs('ask what became of a record'), async (req, res) => {
    readQuery({}, req)
    await ask(app, res, { typed: {}, problems: [], answer: null })
  })

  router.post(QUESTION, needs('ask what became of a record'), async (req, res) => {
    const typed = formBody(req)
    const answer = await askAboutRecord(app.db, actingOf(app, req, res), typed, app.config.recordHashKey)
    if (answer.ok) return ask(app, res, { typed, problems: [], answer: answer.value })
    await ask(app, res, { typed, problems: answer.problems, answer: null })
  })

  return router
}

type Asked = { typed: Record<string, unknown>; problems: Problem[]; answer: RecordAnswer | null }

async function ask(app: App, res: Response, asked: Asked): Promise<void> {
  const systems = await allSourceSystems(app.db)
  sendPage(res, 'disposals/question', questionPage({ ...asked, systems }), asked.problems.length > 0 ? 422 : 200)
}

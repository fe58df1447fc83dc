import { type Request, type Response, Router } from 'express'
import { certificateByNumber } from '../../../db/queries/certificate-show.ts'
import { certificateExport } from '../../actions/certificate-csv.ts'
import { proveMembership } from '../../actions/certificate-proof.ts'
import { differences } from '../../actions/certificate-verification.ts'
import { certificatesExport } from '../../actions/disposals-csv.ts'
import { recordExport } from '../../actions/list-exported.ts'
import { whole } from '../../actions/whole-list.ts'
import { certificateFile, readableFacts, readFacts } from '../../domain/certificate.ts'
import { may, reach } from '../../domain/permission.ts'
import { refused } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { certificateQuery, disposalFilters } from '../disposals/filters.ts'
import { readDisposals } from '../disposals/read-list.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathCode, readQuery } from '../query.ts'
import { certificatesPage, LIST } from './list-view.ts'
import { type AskedProof, proofPage } from './proof-view.ts'
import { certificatePage, unreadablePage } from './show-view.ts'

/** Destruction certificates: the list, each as page and file, and the proof that a record is in one. */
export function routes(app: App): Router {
  const router = Router()
  const certificateOf = async (req: Request, res: Response) =>
    found(await certificateByNumber(app.db, pathCode(req, 'number'), reach(userOf(res))), 'certificate')

  router.get(LIST, needs('read disposals'), async (req, res) => {
    sendPage(res, 'destruction-certificates/index', certificatesPage(await readDisposals(app, req, res, CERTIFIED)))
  })

  const files = { path: LIST, permission: 'read disposals', query: certificateQuery } as const
  listFiles(app, router, files, (query) => whole(certificatesExport, disposalFilters(query)))

  // Before the page, whose number would take the ending as well.
  router.get(`${LIST}/:number.json`, needs('read disposals'), async (req, res) => {
    readQuery({}, req)
    const { number, facts } = await certificateOf(req, res)
    await recordExport(app.db, actingOf(app, req, res), {
      list: `destruction-certificates/${number}`,
      format: 'json',
      filters: {},
    })
    res
      .attachment(`${number}.json`)
      .type('json')
      .send(certificateFile(readFacts(facts)))
  })
  const oneFile = { path: `${LIST}/:number`, permission: 'read disposals', query: {} } as const
  listFiles(app, router, oneFile, async (_query, req, res) =>
    whole(certificateExport(await certificateOf(req, res)), {}),
  )

  router.get(`${LIST}/:number`, needs('read disposals'), async (req, res) => {
    readQuery({}, req)
    const certificate = await certificateOf(req, res)
    const history = await historyOf(app, res, { kind: 'destruction certificate', id: certificate.number })
    const difference = (await differences(app.db, [certificate])).get(certificate.number)
    if (readableFacts(certificate.facts) === null)
      return sendPage(res, 'destruction-certificates/unreadable', {
        ...unreadablePage(certificate, difference),
        history,
      })
    const proof = may(userOf(res), 'ask what became of a record') ? `${LIST}/${certificate.number}/proof` : null
    sendPage(res, 'destruction-certificates/show', { ...certificatePage(certificate, difference), proof, history })
  })

  const ask = async (req: Request, res: Response, asked: Pick<AskedProof, 'typed' | 'problems' | 'membership'>) => {
    const certificate = await certificateOf(req, res)
    const sourceName = readFacts(certificate.facts).sourceSystem.name
    const page = proofPage({ ...asked, certificate, sourceName })
    sendPage(res, 'destruction-certificates/proof', page, asked.problems.length > 0 ? 422 : 200)
  }

  router.get(`${LIST}/:number/proof`, needs('ask what became of a record'), async (req, res) => {
    readQuery({}, req)
    await ask(req, res, { typed: '', problems: [], membership: null })
  })

  router.post(`${LIST}/:number/proof`, needs('ask what became of a record'), async (req, res) => {
    const certificate = await certificateOf(req, res)
    const { reference } = formBody(req)
    const typed = typeof reference === 'string' ? reference.trim() : ''
    const { problems } = typed === '' ? refused('reference', 'Enter the reference') : { problems: [] }
    if (problems.length > 0) return ask(req, res, { typed, problems, membership: null })
    const acting = actingOf(app, req, res)
    const membership = await proveMembership(app.db, acting, certificate, typed, app.config.recordHashKey)
    await ask(req, res, { typed, problems, membership })
  })

  return router
}

const CERTIFIED = { certified: true }

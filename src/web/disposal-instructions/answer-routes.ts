import { rm } from 'node:fs/promises'
import type { Request, Response, Router } from 'express'
import { type AnswersRow, answersById, outcomesOf, rejectedAnswers } from '../../../db/queries/disposal-answers.ts'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import { countRecalls } from '../../../db/queries/instruction-recalls.ts'
import { acceptAnswerFile, LARGEST_ANSWERS, readAnswerFile, withdrawAnswerFile } from '../../actions/answer-files.ts'
import { answerRejectionsExport } from '../../actions/answer-rejections-csv.ts'
import { answerForAll, applyAnswers } from '../../actions/disposal-answers.ts'
import { whole } from '../../actions/whole-list.ts'
import { checkStatement } from '../../domain/disposal-answer.ts'
import { may } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { receiveUpload, type Upload } from '../upload.ts'
import { answerFilePage, answersPage, confirmationPage, REJECTIONS_SHOWN, type Typed } from './answer-views.ts'
import { LIST } from './filters.ts'

type InstructionOf = (req: Request, res: Response) => Promise<Instruction>

/** So few answers are applied while the person waits; more go to a thread. */
const AT_ONCE = 2_000

/** Answers for source systems without an API: of all records at once, or as a file that is looked at before it is accepted. */
export function answerRoutes(app: App, router: Router, instructionOf: InstructionOf): void {
  const acting = (req: Request, res: Response) => ({
    ...actingOf(app, req, res),
    ...{ who: userOf(res), hashKey: app.config.recordHashKey },
  })
  const formOf = async (instruction: Instruction, typed: Typed = {}, problems: Problem[] = []) => ({
    ...{ instruction, recalls: await countRecalls(app.db, instruction.id), typed, problems },
  })
  const answersIn = async (req: Request, instruction: Instruction): Promise<AnswersRow> => {
    const answers = await answersById(app.db, instruction.id, found(pathId(req, 'file'), 'file of answers'))
    return found(answers?.kind === 'file' ? answers : undefined, 'file of answers')
  }

  router.get(`${LIST}/:id/confirmation`, needs('confirm a disposal'), async (req, res) => {
    readQuery({}, req)
    const instruction = mustBeOpen(await instructionOf(req, res))
    sendPage(res, 'disposal-instructions/confirmation', confirmationPage(await formOf(instruction)))
  })

  router.post(`${LIST}/:id/confirmation`, needs('confirm a disposal'), async (req, res) => {
    const { id } = await instructionOf(req, res)
    const typed = typedIn(formBody(req))
    const submitted = { answers: typed, seen: String(formBody(req).seen ?? '') }
    const accepted = await answerForAll(app.db, acting(req, res), id, submitted)
    if (accepted.ok) return apply(req, res, found(await answersById(app.db, id, accepted.value), 'file of answers'))
    const form = await formOf(await instructionOf(req, res), typed, accepted.problems)
    sendPage(res, 'disposal-instructions/confirmation', confirmationPage(form), statusOf(accepted.problems))
  })

  router.get(`${LIST}/:id/answer-files/new`, needs('confirm a disposal'), async (req, res) => {
    readQuery({}, req)
    const instruction = mustBeOpen(await instructionOf(req, res))
    sendPage(res, 'disposal-instructions/answer-file', answerFilePage(await formOf(instruction)))
  })

  router.post(`${LIST}/:id/answer-files`, needs('confirm a disposal'), async (req, res) => {
    const upload = await receiveUpload(req, app.config.uploads, { fileSize: LARGEST_ANSWERS })
    try {
      const instruction = await instructionOf(req, res)
      const typed = typedIn(upload.fields)
      const read = upload.file
        ? await readAnswerFile(app.db, acting(req, res), instruction, { ...upload.file, about: typed })
        : { ok: false as const, problems: [...problemsOf(typed), ...problemsOfFile(upload)] }
      if (read.ok) return res.redirect(303, `${LIST}/${instruction.id}/answer-files/${read.value}`)
      const again = upload.file && !read.problems.some(({ field }) => field === 'file') ? [CHOOSE_AGAIN] : []
      const form = await formOf(instruction, typed, [...read.problems, ...again])
      sendPage(res, 'disposal-instructions/answer-file', answerFilePage(form), statusOf(read.problems))
    } finally {
      if (upload.file) await rm(upload.file.path, { force: true })
    }
  })

  router.get(`${LIST}/:id/answer-files/:file`, needs('read disposal instructions'), async (req, res) => {
    readQuery({}, req)
    const instruction = await instructionOf(req, res)
    const answers = await answersIn(req, instruction)
    const facts = {
      ...{ instruction, answers, outcomes: await outcomesOf(app.db, answers.id) },
      rejections: await rejectedAnswers(app.db, answers.id, 0, REJECTIONS_SHOWN),
      mayAnswer: may(userOf(res), 'confirm a disposal'),
    }
    sendPage(res, 'disposal-instructions/answers', answersPage(facts))
  })

  const rejections = { path: `${LIST}/:id/answer-files/:file/rejections`, query: {} } as const
  listFiles(app, router, { ...rejections, permission: 'read disposal instructions' }, async (_query, req, res) => {
    const instruction = await instructionOf(req, res)
    return whole(answerRejectionsExport(instruction.id, (await answersIn(req, instruction)).id), {})
  })

  router.post(`${LIST}/:id/answer-files/:file/acceptance`, needs('confirm a disposal'), async (req, res) => {
    const instruction = await instructionOf(req, res)
    const { id } = await answersIn(req, instruction)
    const accepted = await acceptAnswerFile(app.db, acting(req, res), { instructionId: instruction.id, id })
    if (!accepted.ok) throw new PageError(409, accepted.problems[0]?.text ?? '')
    await apply(req, res, accepted.value)
  })

  router.post(`${LIST}/:id/answer-files/:file/withdrawal`, needs('confirm a disposal'), async (req, res) => {
    const instruction = await instructionOf(req, res)
    const { id } = await answersIn(req, instruction)
    const withdrawn = await withdrawAnswerFile(app.db, acting(req, res), { instructionId: instruction.id, id })
    if (!withdrawn) throw new PageError(409, 'These answers were accepted or withdrawn before.')
    req.session.flash = 'The file has been withdrawn: nothing was changed.'
    res.redirect(303, `${LIST}/${instruction.id}`)
  })

  async function apply(req: Request, res: Response, answers: AnswersRow): Promise<void> {
    const few = answers.rowCount <= AT_ONCE
    if (few) await applyAnswers(app.db, acting(req, res), answers)
    app.work.instruct()
    req.session.flash = few ? 'The answers have been taken.' : 'The answers are accepted, and are being applied.'
    res.redirect(303, `${LIST}/${answers.instructionId}`)
  }
}

function mustBeOpen(instruction: Instruction): Instruction {
  if (instruction.state === 'open') return instruction
  throw new PageError(409, 'No record of this instruction waits for an answer now.')
}

const statusOf = (problems: Problem[]): number => (problems.some(({ field }) => field === 'seen') ? 409 : 422)

const CHOOSE_AGAIN: Problem = {
  ...{ field: 'file', text: 'Choose the file again: a browser does not send it a second time' },
}

function problemsOf(typed: Typed): Problem[] {
  const checked = checkStatement(typed)
  return checked.ok ? [] : checked.problems
}

function problemsOfFile({ tooLarge }: Upload): Problem[] {
  const limit = `${LARGEST_ANSWERS / 1024 ** 2} MB`
  return [
    {
      field: 'file',
      text: tooLarge ? `Choose a file of ${limit} or less: send it in parts` : 'Choose the file to send',
    },
  ]
}

function typedIn(body: Record<string, unknown>): Typed {
  const text = (name: keyof Typed) => (typeof body[name] === 'string' ? body[name] : '')
  return {
    ...{ doneOn: text('doneOn'), method: text('method'), statement: text('statement') },
    backupsExpireOn: text('backupsExpireOn'),
  }
}

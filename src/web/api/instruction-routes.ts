import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import { itemsToFetch, type ListedItem } from '../../../db/queries/instruction-item-list.ts'
import { openRecalls } from '../../../db/queries/instruction-recalls.ts'
import { answerByApi, apiInstruction, beginFetch, ownInstruction, ownInstructions } from '../../actions/api-answers.ts'
import { answerRecallsByApi } from '../../actions/instruction-recalls.ts'
import type { App } from '../app-context.ts'
import { pathId, queryChoice, queryNumber, queryText, readQuery } from '../query.ts'
import { type Doors, systemActing } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { answerList, checkedBody, jsonBody } from './json-body.ts'
import { ApiProblem, ofThisSystem } from './problems.ts'

const INSTRUCTIONS = '/api/v1/disposal-instructions'
const RECALLS = '/api/v1/disposal-recalls'
const ANSWERS = 'answer instructions by API'
const USUAL_PAGE = 100
const LARGEST_PAGE = 1000

const pageQuery = {
  after: queryNumber.default(0),
  limit: queryNumber
    .refine((limit) => limit === undefined || (limit >= 1 && limit <= LARGEST_PAGE), 'must be from 1 to 1,000')
    .transform((limit) => limit ?? USUAL_PAGE),
}
const AnswersBody = z.object(
  { answers: answerList, statement: z.unknown().optional(), backups_expire_on: z.unknown().optional() },
  { error: 'Send an object with answers' },
)
const RecallBody = z.object({ answers: answerList }, { error: 'Send an object with answers' })
const REFUSED = 'The answers are refused as a whole.'

/** What a source system is told to dispose of, what it answers, and what it is asked to stop. */
export function instructionRoutes(app: App, router: Router, { needsToken }: Doors): void {
  const { hashKey } = { hashKey: app.config.recordHashKey }

  const instructionOf = async (req: Request, res: Response): Promise<Instruction> => {
    const id = pathId(req)
    const own = id === undefined ? undefined : await ownInstruction(app.db, systemActing(res).who, id)
    return ofThisSystem(own, 'instruction')
  }

  router.get(INSTRUCTIONS, needsToken(ANSWERS), async (req, res) => {
    const query = readQuery({ state: queryChoice(['open', 'closed']), ...pageQuery }, req, 'address')
    const { who } = systemActing(res)
    const page = { state: query.state, after: query.after, limit: query.limit, today: app.clock.today() }
    const own = await ownInstructions(app.db, who, page)
    const instructions = own.map(apiInstruction)
    res.json({ instructions, next_after: own.length === query.limit ? (own.at(-1)?.id ?? null) : null })
  })

  router.get(`${INSTRUCTIONS}/:id`, needsToken(ANSWERS), async (req, res) => {
    readQuery({}, req, 'address')
    res.json(apiInstruction(await instructionOf(req, res)))
  })

  router.get(`${INSTRUCTIONS}/:id/items`, needsToken(ANSWERS), async (req, res) => {
    const query = readQuery({ fetch_key: queryText, ...pageQuery }, req, 'address')
    const instruction = await instructionOf(req, res)
    if (query.fetch_key !== instruction.fetchKey)
      throw new ApiProblem(400, 'Give the fetch_key of the instruction: it makes sure that these are its items.')
    await beginFetch(app.db, { ...systemActing(res), hashKey }, instruction)
    const page = { today: app.clock.today(), after: query.after, limit: query.limit }
    const items = instruction.state === 'open' ? await itemsToFetch(app.db, instruction.id, page) : []
    res.json({
      instruction: instruction.id,
      fetch_key: instruction.fetchKey,
      action: instruction.action,
      items: items.map(apiItem),
      next_after: items.length === query.limit ? (items.at(-1)?.id ?? null) : null,
    })
  })

  router.post(`${INSTRUCTIONS}/:id/answers`, needsToken(ANSWERS), jsonBody, async (req, res) => {
    readQuery({}, req, 'address')
    const instruction = await instructionOf(req, res)
    const { answers, ...about } = checkedBody(req, AnswersBody, REFUSED)
    const sent = answers.map(({ reference, ...fields }) => ({ reference: textOf(reference), fields }))
    const acting = { ...systemActing(res), hashKey }
    const taken = await answerByApi(app.db, acting, instruction.id, { answers: sent, about, key: idempotencyKey(req) })
    if (!taken.ok) throw new ApiProblem(422, REFUSED, { problems: taken.problems })
    if (taken.value.again) res.set('Idempotency-Replayed', 'true')
    else app.work.instruct()
    const { results } = taken.value
    res.json({
      results: results.map((one, at) => ({ reference: sent[at]?.reference ?? '', ...one })),
      instruction: apiInstruction(await instructionOf(req, res)),
    })
  })

  router.get(RECALLS, needsToken(ANSWERS), async (req, res) => {
    const query = readQuery(pageQuery, req, 'address')
    const { sourceSystemId } = systemActing(res).who
    const recalls = await openRecalls(app.db, { sourceSystemId }, query)
    res.json({
      recalls: recalls.map(({ id, instructionId, reference, recallAskedAt }) => ({
        ...{ recall: id, instruction: instructionId, reference, asked_at: recallAskedAt },
      })),
      next_after: recalls.length === query.limit ? (recalls.at(-1)?.id ?? null) : null,
    })
  })

  router.post(`${INSTRUCTIONS}/:id/recall-answers`, needsToken(ANSWERS), jsonBody, async (req, res) => {
    readQuery({}, req, 'address')
    const instruction = await instructionOf(req, res)
    const { answers } = checkedBody(req, RecallBody, REFUSED)
    const sent = answers.map(({ recall, ...fields }) => ({ recall: Number(recall), fields }))
    const numbered = sent.map((one) => ({ ...one, recall: Number.isSafeInteger(one.recall) ? one.recall : 0 }))
    const results = await answerRecallsByApi(app.db, { ...systemActing(res), hashKey }, instruction, numbered)
    app.work.instruct()
    res.json({
      results: results.map((one, at) => ({ recall: sent[at]?.recall ?? 0, ...one })),
      instruction: apiInstruction(await instructionOf(req, res)),
    })
  })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

const apiItem = ({ id, reference, dueOn, title, location, quantity }: ListedItem) => ({
  ...{ item: id, reference, due_on: dueOn, title, location, quantity },
})

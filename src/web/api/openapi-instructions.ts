import { text } from './openapi-schemas.ts'
import type { Answer, Operation, Parameter } from './openapi-words.ts'
import { always, problem } from './openapi-words.ts'

const id: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The number of the instruction',
  schema: { type: 'integer', minimum: 1 },
}
const after: Parameter = {
  name: 'after',
  in: 'query',
  description: 'next_after of the page before; left out for the first page',
  schema: { type: 'integer', minimum: 0 },
}
const limit: Parameter = {
  name: 'limit',
  in: 'query',
  description: 'How many at most on a page',
  schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
}
const key: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A text of your own for these answers. Sent again under it within seven days, they are not taken again.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
}
const noSuch = { '404': problem('There is no such instruction, or it is of another source system') }
const refused = {
  '413': problem('The request has more than 2 MB'),
  '415': problem('The body is no JSON'),
  '422': problem('The body is not what is asked for, or something else was sent under the same Idempotency-Key'),
}
const answered = (schema: string, description: string): Record<string, Answer> => ({
  '200': { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
})
const body = (properties: object, description: string) => ({
  required: true,
  description,
  content: { 'application/json': { schema: { type: 'object', required: ['answers'], properties } } },
})
const list = (properties: object) => ({
  type: 'array',
  minItems: 1,
  maxItems: 1000,
  items: { type: 'object', properties },
})
const date = (description: string) => ({ type: 'string', description })

const outcome = { enum: ['done', 'not found', 'failed'], description: 'What became of the record' }
const answers = list({
  reference: text('As the source system sends it in its feeds'),
  outcome,
  done_on: date('done: the day of the disposal, 2026-11-22 or 22/11/2026'),
  method: text('done: how it was disposed of'),
  reason: text('failed: why'),
})

/** The addresses by which a source system is told what to dispose of, and answers. */
export const instructionPaths: Record<string, Partial<Record<'get' | 'post', Operation>>> = {
  '/api/v1/disposal-instructions': {
    get: {
      operationId: 'listInstructions',
      summary: 'List what this source system is told to dispose of',
      parameters: [
        { name: 'state', in: 'query', description: 'Only those that are', schema: { enum: ['open', 'closed'] } },
        after,
        limit,
      ],
      responses: { ...answered('InstructionPage', 'A page of instructions'), ...always },
    },
  },
  '/api/v1/disposal-instructions/{id}': {
    get: {
      operationId: 'readInstruction',
      summary: 'Read how far an instruction is',
      parameters: [id],
      responses: { ...answered('Instruction', 'The instruction'), ...always, ...noSuch },
    },
  },
  '/api/v1/disposal-instructions/{id}/items': {
    get: {
      operationId: 'fetchItems',
      summary: 'Fetch the records to dispose of',
      description:
        'Whatever is held, was called back or has its answer is not among them: this is asked again for each page. Dispose of nothing that an older page had and a newer one has not.',
      parameters: [
        id,
        {
          name: 'fetch_key',
          in: 'query',
          required: true,
          description: 'The fetch_key of the instruction',
          schema: { type: 'string' },
        },
        after,
        limit,
      ],
      responses: { ...answered('ItemPage', 'A page of records'), ...always, ...noSuch },
    },
  },
  '/api/v1/disposal-instructions/{id}/answers': {
    post: {
      operationId: 'answerInstruction',
      summary: 'Answer what became of records',
      description:
        'Up to 1,000 answers at once. One that cannot be taken spoils no other: each is told what came of it.',
      parameters: [id, key],
      requestBody: body(
        {
          answers,
          statement: text('What became of copies, backups and data held by processors'),
          backups_expire_on: date('The day on which the last backup is gone'),
        },
        'The answers',
      ),
      responses: { ...answered('AnswerResults', 'What came of each'), ...always, ...noSuch, ...refused },
    },
  },
  '/api/v1/disposal-recalls': {
    get: {
      operationId: 'listRecalls',
      summary: 'List the records for which this source system is asked to stop',
      parameters: [after, limit],
      responses: { ...answered('RecallPage', 'A page of recalls without an answer'), ...always },
    },
  },
  '/api/v1/disposal-instructions/{id}/recall-answers': {
    post: {
      operationId: 'answerRecalls',
      summary: 'Answer recalls',
      parameters: [id],
      requestBody: body(
        {
          answers: list({
            recall: { type: 'integer', description: 'Its number' },
            answer: { enum: ['stopped', 'too late'], description: 'Whether the record is still there' },
            done_on: date('too late: the day of the disposal'),
            method: text('too late: how it was disposed of'),
          }),
        },
        'The answers to recalls of this instruction',
      ),
      responses: { ...answered('RecallResults', 'What came of each'), ...always, ...noSuch, ...refused },
    },
  },
}

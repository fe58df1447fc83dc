import { instructionSchemas } from './openapi-instruction-schemas.ts'
import { instructionPaths } from './openapi-instructions.ts'
import { feedSchema, problemSchema } from './openapi-schemas.ts'
import { always, type Description, type Operation, type Parameter, problem } from './openapi-words.ts'

/** What machines are told of the API. `baseUrl`: the address of this site. */
export const description = (baseUrl: string): Description => ({
  openapi: '3.1.0',
  info: {
    title: 'Muniment: record feeds and disposal instructions of source systems',
    version: '1',
    description:
      'A source system sends the list of the records that it holds, and reads what came of it; it fetches what it is told to dispose of, and answers. It sees nothing but what is its own. An administrator issues its token.',
  },
  servers: [{ url: baseUrl }],
  security: [{ token: [] }],
  paths: {
    '/api/v1/record-feeds': { post: sendFeed },
    '/api/v1/record-feeds/{id}': { get: readFeed },
    '/api/v1/record-feeds/{id}/rejections.csv': { get: readRejections },
    ...instructionPaths,
    '/api/v1/openapi.json': { get: readDescription },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The API token of one source system' } },
    schemas: { Feed: feedSchema, ...instructionSchemas, Problem: problemSchema },
  },
})

const text = { type: 'string' }
const flag = { type: 'boolean', default: false }
const file = { schema: { type: 'string' } }
const id: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The number of the feed',
  schema: { type: 'integer', minimum: 1 },
}
const ofFeed = { 'application/json': { schema: { $ref: '#/components/schemas/Feed' } } }
const noSuchFeed = { '404': problem('There is no such feed, or it is of another source system') }

const sendFeed: Operation = {
  operationId: 'sendRecordFeed',
  summary: 'Send a record feed',
  description: 'The file waits and is loaded in its turn. Ask for it at the address in Location until it is over.',
  parameters: [
    {
      name: 'mode',
      in: 'query',
      description: 'delta: new and changed records. full: everything that the source system holds.',
      schema: { enum: ['delta', 'full'], default: 'delta' },
    },
    { name: 'correction', in: 'query', description: 'Dates of last activity may move back, too', schema: flag },
    { name: 'dry_run', in: 'query', description: 'Count what the file would do, and change nothing', schema: flag },
    {
      name: 'file_name',
      in: 'query',
      description: 'What people know the file by',
      schema: { ...text, maxLength: 200 },
    },
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'A text of your own for this file. Sent again under it within seven days, the file is not loaded again.',
      schema: { ...text, pattern: '^[\\x21-\\x7e]{1,200}$' },
    },
    {
      name: 'Content-Encoding',
      in: 'header',
      description: 'gzip, when the body is packed',
      schema: { enum: ['gzip', 'identity'] },
    },
  ],
  requestBody: {
    required: true,
    description: 'A CSV file with a header row, of up to 2 GB',
    content: { 'text/csv': file, 'text/plain': file, 'application/octet-stream': file },
  },
  responses: {
    '202': {
      description: 'The feed, which waits or was sent before',
      headers: {
        Location: { description: 'The address of the feed', schema: text },
        'Idempotency-Replayed': { description: 'true when the feed was sent before under its key', schema: text },
      },
      content: ofFeed,
    },
    ...always,
    '413': problem('The file is too large'),
    '415': problem('The body is no CSV file, or is packed in a way that is not known'),
    '422': problem('Something else was sent under the same Idempotency-Key'),
  },
}

const readFeed: Operation = {
  operationId: 'readRecordFeed',
  summary: 'Read how far a feed is and what came of it',
  parameters: [id],
  responses: { '200': { description: 'The feed', content: ofFeed }, ...always, ...noSuchFeed },
}

const readRejections: Operation = {
  operationId: 'readRejections',
  summary: 'Read the rejected rows of a feed',
  description: 'Columns: line, column (blank where the whole row is at fault), reason.',
  parameters: [
    id,
    { name: 'bom', in: 'query', description: '1: begin with the mark that Excel wants', schema: { enum: ['1'] } },
  ],
  responses: { '200': { description: 'A CSV file', content: { 'text/csv': file } }, ...always, ...noSuchFeed },
}

const readDescription: Operation = {
  operationId: 'readDescription',
  summary: 'Read this description',
  security: [],
  responses: {
    '200': { description: 'An OpenAPI document', content: { 'application/json': { schema: { type: 'object' } } } },
    '400': always['400'],
    '429': always['429'],
  },
}

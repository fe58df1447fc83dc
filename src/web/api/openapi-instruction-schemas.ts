import { count, instant, text } from './openapi-schemas.ts'

const instruction = {
  type: 'object',
  properties: {
    instruction: { type: 'integer', description: 'Its number' },
    source: text('The code of the source system'),
    state: { enum: ['open', 'closed'], description: 'closed: every record has its answer' },
    action: { enum: ['destroy', 'anonymise', 'transfer to archive'], description: 'What is to be done' },
    rule: text('The code of the retention rule'),
    record_series: text('What the records are'),
    instructed_on: { type: 'string', format: 'date', description: 'The first day on which it was to be done' },
    records: count('All its records'),
    answered: count('done + not_found + failed + called_back'),
    done: count('Disposed of'),
    not_found: count('The source has them no more'),
    failed: count('Not disposed of'),
    called_back: count('Kept after all'),
    fetch_key: text('To be given when its items are fetched'),
    first_fetched_at: instant('When they were first fetched'),
    closed_at: instant('When it was closed'),
  },
} as const

const page = (name: string, items: object) => ({
  type: 'object',
  properties: {
    [name]: { type: 'array', items },
    next_after: { type: ['integer', 'null'], description: 'after of the next page; null on the last' },
  },
})
const results = (by: string, schema: object) => ({
  type: 'object',
  properties: {
    results: {
      type: 'array',
      description: 'In the order of the answers',
      items: {
        type: 'object',
        properties: {
          [by]: schema,
          result: { enum: ['taken', 'repeated', 'rejected'], description: 'repeated: it was answered so before' },
          text: text('Why it was not taken; blank when it was'),
        },
      },
    },
    instruction: { $ref: '#/components/schemas/Instruction' },
  },
})

/** What these addresses answer. */
export const instructionSchemas: Record<string, object> = {
  Instruction: instruction,
  InstructionPage: page('instructions', { $ref: '#/components/schemas/Instruction' }),
  ItemPage: {
    type: 'object',
    properties: {
      instruction: { type: 'integer', description: 'Its number' },
      fetch_key: text('Its fetch_key'),
      action: text('What is to be done'),
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            item: { type: 'integer', description: 'The place of the record in the instruction' },
            reference: text('As the source system sends it'),
            due_on: { type: 'string', format: 'date', description: 'Past its period from this day on' },
            title: text('Its title'),
            location: text('Where it is'),
            quantity: count('For how many items it stands'),
          },
        },
      },
      next_after: { type: ['integer', 'null'], description: 'after of the next page; null on the last' },
    },
  },
  AnswerResults: results('reference', text('As it was sent')),
  RecallPage: page('recalls', {
    type: 'object',
    properties: {
      recall: { type: 'integer', description: 'Its number, to answer it by' },
      instruction: { type: 'integer', description: 'The instruction that the record is in' },
      reference: text('As the source system sends it'),
      asked_at: instant('When it was asked to stop'),
    },
  }),
  RecallResults: results('recall', { type: 'integer' }),
}

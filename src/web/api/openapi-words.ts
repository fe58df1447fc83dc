/** As much of an OpenAPI 3.1 document as ours has. */
export type Description = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: Record<string, string[]>[]
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>
  components: { securitySchemes: Record<string, object>; schemas: Record<string, object> }
}
/** One thing that an address does. */
export type Operation = {
  operationId: string
  summary: string
  description?: string
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: object
  responses: Record<string, Answer>
}
/** What an address takes beside a body. */
export type Parameter = {
  name: string
  in: 'query' | 'path' | 'header'
  required?: boolean
  description: string
  schema: object
}
/** What is answered with a status. */
export type Answer = {
  description: string
  headers?: Record<string, object>
  content?: Record<string, { schema: object }>
}

/** A refusal. */
export const problem = (words: string): Answer => ({
  description: words,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
const retryAfter = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } }

/** What every address may answer. */
export const always = {
  '400': problem('The request cannot be understood: a parameter that is not known, or has no such value'),
  '401': problem('There is no token, or it is not known, has expired or has been revoked'),
  '429': { ...problem('Too many requests: wait as long as Retry-After says'), headers: retryAfter },
}

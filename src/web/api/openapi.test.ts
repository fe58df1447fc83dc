import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { matrix } from '../test-route-matrix.ts'
import { description } from './openapi.ts'
import type { Description } from './openapi-words.ts'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

type Operation = NonNullable<Description['paths'][string]['get']>
type Schema = { properties: Record<string, { type?: string | string[]; enum?: string[] }> }

let site: Awaited<ReturnType<typeof apiSite>>
let described: Description
before(async () => {
  site = await apiSite()
  described = (await site.get('/api/v1/openapi.json', { token: null })).json as Description
})
after(() => site.close())

const operations = (): [string, Operation][] =>
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      operation,
    ]),
  )

test('the description is read without a token, names this site, and is the one that was written', () => {
  assert.equal(described.openapi, '3.1.0')
  assert.deepEqual(described, JSON.parse(JSON.stringify(description(site.config.baseUrl))))
  assert.deepEqual(described.servers, [{ url: 'http://localhost:3000' }])
})

test('it has every route of the API and no other, and says which need a token', () => {
  const routes = Object.entries(matrix).filter(([name]) => name.includes(' /api/'))
  assert.deepEqual(
    operations()
      .map(([name]) => name)
      .sort(),
    routes.map(([name]) => name).sort(),
  )
  for (const [name, { security = described.security }] of operations())
    assert.equal(security.length > 0, matrix[name] === 'source system', name)
})

test('all that it refers to is there, and each name in a path is a parameter', () => {
  const references = [...JSON.stringify(described).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
  assert.ok(references.length > 4)
  for (const [, name = ''] of references) assert.ok(name in described.components.schemas, name)
  for (const [name, { parameters = [] }] of operations())
    assert.deepEqual(
      [...name.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter),
      parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
    )
})

/** The answer has the properties of the schema and no others, of their types and values. */
function assertFits(answer: Record<string, unknown>, name: string, optional: string[]): void {
  const { properties } = described.components.schemas[name] as Schema
  const missing = Object.keys(properties).filter((property) => !(property in answer))
  assert.deepEqual(
    missing.filter((property) => !optional.includes(property)),
    [],
    `${name} lacks`,
  )
  for (const [property, value] of Object.entries(answer)) {
    const { type, enum: values } = properties[property] ?? {}
    assert.ok(type !== undefined || values !== undefined, `${property} is described`)
    if (values) assert.ok(values.includes(String(value)), property)
    if (type) assert.ok([type].flat().includes(typeOf(value)), `${property} is ${typeOf(value)}`)
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

test('feeds and problems are answered as it says', async () => {
  const { json } = await site.post(`${HEADER}A-1,LIB-01,,\nA-2,NONE,,\n`)
  assertFits(json, 'Feed', ['error'])
  await site.load(json.feed)
  assertFits((await site.get(`${FEEDS}/${json.feed}`)).json, 'Feed', ['error'])
  const refused = await site.post('')
  await site.load(refused.json.feed)
  assertFits((await site.get(`${FEEDS}/${refused.json.feed}`)).json, 'Feed', [])
  assertFits((await site.get(`${FEEDS}/999`)).json, 'Problem', ['problems'])
  await site.post('a', { headers: { 'idempotency-key': 'k' } })
  assertFits((await site.post('b', { headers: { 'idempotency-key': 'k' } })).json, 'Problem', [])
})

test('the parameters of a feed are those that its address takes, with their values', async () => {
  const send = operations().find(([name]) => name === `POST ${FEEDS}`)?.[1]
  const inQuery = (send?.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const { json } = await site.post(HEADER, { path: `${FEEDS}?nonsense=1` })
  assert.equal(
    json.detail,
    `This address does not know “nonsense”. It takes ${inQuery.slice(0, -1).join(', ')} and ${inQuery.at(-1)}.`,
  )
})

test('each refusal that the API gives is described for its route', async () => {
  const send = operations().find(([name]) => name === `POST ${FEEDS}`)?.[1].responses ?? {}
  const given = [
    await site.post(HEADER, { path: `${FEEDS}?mode=x` }),
    await site.post(HEADER, { token: null }),
    await site.post(HEADER, { headers: { 'content-type': 'application/json' } }),
    await site.post('c', { headers: { 'idempotency-key': 'k' } }),
    await site.post(HEADER),
  ].map(({ status }) => status)
  assert.deepEqual(given, [400, 401, 415, 422, 202])
  for (const status of [...given, 413, 429]) assert.ok(String(status) in send, String(status))
})

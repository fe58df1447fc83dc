import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exports } from '../actions/exports.ts'
import { may, type Permission, permissions, type Role, roles } from '../domain/permission.ts'
import type { Guard } from './access.ts'
import { addressOf } from './test-addresses.ts'
import { fullSite } from './test-full-site.ts'
import { matrix } from './test-route-matrix.ts'

type Layer = {
  route?: { path: string; methods: Record<string, boolean>; stack: { handle: Partial<Guard>; method: string }[] }
  handle: { stack?: Layer[] }
}
type Site = Awaited<ReturnType<typeof fullSite>>
type Visitor = ReturnType<Site['visitor']>

let site: Site
const visitors = {} as Record<Role, Visitor>

before(async () => {
  site = await fullSite()
  for (const role of roles) visitors[role] = await site.signInAs(role)
})
after(() => site.close())

/** Every route of the application: its method and path, and what its first handler asks for. */
function walked(): { name: string; permission: Permission | 'anyone' | undefined }[] {
  const layers = (site.application.router.stack as unknown as Layer[]).flatMap((layer) => [
    layer,
    ...(layer.handle.stack ?? []),
  ])
  return layers.flatMap(({ route }) =>
    route
      ? Object.keys(route.methods).map((method) => ({
          name: `${method.toUpperCase()} ${route.path}`,
          permission: route.stack.find((handler) => handler.method === method)?.handle.permission,
        }))
      : [],
  )
}

const address = (path: string, role: Role | null, of?: 'libraries' | 'music') => addressOf(site, path, role, of)

const routes = Object.entries(matrix).map(([name, allowed]) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path, allowed }
})
/** The routes of the pages, which people of some roles may use. */
const pages = routes.flatMap(({ allowed, ...route }) => (typeof allowed === 'string' ? [] : [{ ...route, allowed }]))
const send = (visitor: Visitor, method: string, to: string) =>
  method === 'GET' ? visitor.get(to) : visitor.post(to, {})

describe('the matrix of routes and roles', () => {
  test('has a line for every route of the application, and no other', () => {
    assert.deepEqual(
      walked()
        .map(({ name }) => name)
        .sort(),
      Object.keys(matrix).sort(),
    )
  })

  test('every route declares what it needs, and those whom the matrix names may do it', () => {
    for (const { name, permission } of walked()) {
      assert.ok(permission, `${name} declares no permission`)
      if (permission === 'anyone') {
        assert.equal(matrix[name], 'anyone', name)
        continue
      }
      const allowed = matrix[name] ?? []
      if (allowed === 'source system') assert.ok(may({ role: 'source system' }, permission), name)
      assert.deepEqual(
        roles.filter((role) => may({ role }, permission)),
        roles.filter((role) => allowed !== 'source system' && allowed.includes(role)),
        name,
      )
    }
  })

  test('every permission is needed by some route, but for those of the program alone', () => {
    const needed = new Set(walked().map(({ permission }) => permission))
    assert.deepEqual(
      Object.entries(permissions)
        .filter(([name, who]) => !needed.has(name as Permission) && who.join() !== 'program')
        .map(([name]) => name),
      [],
    )
  })

  test('every list that a page gives as CSV is exported by command under the same name', () => {
    const lists = routes.filter(({ path }) => /^\/[^/]+\.csv$/.test(path)).map(({ path }) => path.slice(1, -4))
    assert.deepEqual(lists.sort(), Object.keys(exports).sort())
  })
})

describe('signed out', () => {
  for (const { name, method, path } of pages)
    test(`${name} asks to sign in`, async () => {
      const answer = await send(site.visitor(), method, address(path, null))
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in'])
    })
})

describe('pages and lists', () => {
  before(async () => {
    rows = await site.everything()
  })
  for (const { name, method, path, allowed } of pages)
    if (method === 'GET')
      test(`${name} is for ${allowed.join(', ')}, and changes nothing`, async () => {
        const events = isFile(path) ? (await eventKinds()).length : 0
        for (const role of roles) {
          const answer = await visitors[role].get(address(path, role))
          assert.equal(answer.status, allowed.includes(role) ? 200 : 403, `${role}: ${answer.text.slice(0, 2000)}`)
        }
        if (!isFile(path)) return unchanged()
        await unchanged('audit_events', 'audit_event_persons')
        assert.deepEqual(
          (await eventKinds()).slice(events),
          allowed.map(() => 'exported'),
        )
      })
})

/** All rows as a test found them at its end, which the next one begins with: to read them takes as long as a page. */
let rows: Record<string, string>

/** Fails when a row has changed since it was asked last, but for those of the tables named. */
async function unchanged(...but: string[]): Promise<void> {
  const now = await site.everything()
  const before = rows
  rows = now
  const others = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).filter(([table]) => !but.includes(table)))
  assert.deepEqual(others(now), others(before))
}

const isFile = (path: string): boolean => /\.(csv|xlsx|json)$/.test(path)
const eventKinds = async (): Promise<string[]> =>
  (await site.db.selectFrom('auditEvents').select('kind').orderBy('id').execute()).map(({ kind }) => kind)

describe('what belongs to another service, or to nothing', () => {
  before(async () => {
    rows = await site.everything()
  })
  const withId = pages.filter(({ path }) => path.includes('/:'))
  const ofService =
    /^\/(processing-activities|retention-rules|rule-drafts|records|disposal-reviews|disposal-holds|privacy-notices|destruction-certificates)\//

  for (const { name, method, path, allowed } of withId)
    if (allowed.includes('manager') && ofService.test(path))
      test(`${name} is not found by the manager of another service`, async () => {
        const answer = await send(visitors.manager, method, address(path, 'manager', 'music'))
        assert.equal(answer.status, 404, answer.text.slice(0, 2000))
        assert.match(answer.text, /There is no such .*, or it belongs to another service\./)
        await unchanged()
      })

  for (const { name, method, path, allowed } of withId)
    test(`${name} is not found where there is nothing`, async () => {
      const role = roles.find((one) => allowed.includes(one)) ?? 'governance'
      for (const nothing of [
        '999999',
        '0',
        '-1',
        '1e3',
        'NO-SUCH',
        '%00',
        '..%2f..%2fetc%2fpasswd',
        '1%27--',
        'x'.repeat(500),
      ]) {
        const answer = await send(visitors[role], method, path.replace(/:\w+/g, nothing))
        assert.equal(answer.status, 404, `${nothing}: ${answer.text.slice(0, 2000)}`)
      }
    })
})

describe('forms', () => {
  for (const { name, method, path, allowed } of pages)
    if (method === 'POST')
      test(`${name} is for ${allowed.join(', ')}, and an empty form breaks nothing`, async () => {
        const refused = roles.filter((role) => !allowed.includes(role))
        if (refused.length > 0) rows = await site.everything()
        for (const role of refused) assert.equal((await visitors[role].post(address(path, role), {})).status, 403, role)
        if (refused.length > 0) await unchanged()
        for (const role of allowed) {
          const answer = await visitors[role].post(address(path, role), {})
          assert.ok(
            [201, 303, 400, 409, 422].includes(answer.status),
            `${role}: ${answer.status} ${answer.text.slice(0, 2000)}`,
          )
        }
      })
})

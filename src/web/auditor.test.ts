import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addressOf } from './test-addresses.ts'
import { fullSite } from './test-full-site.ts'
import { matrix } from './test-route-matrix.ts'
import { mailSettings, plantSecrets } from './test-secrets.ts'

let site: Awaited<ReturnType<typeof fullSite>>
let secrets: Record<string, string>
let pages: { path: string; text: string }[]

before(async () => {
  site = await fullSite({}, { env: mailSettings })
  secrets = await plantSecrets(site)
  pages = await readable()
})
after(() => site.close())

const routes = Object.entries(matrix).map(([name, allowed]) => {
  const [method = '', path = ''] = name.split(' ')
  const isOpen = allowed === 'anyone' || (typeof allowed !== 'string' && allowed.includes('auditor'))
  return { method, path, isOpen, isOfPeople: typeof allowed !== 'string' }
})
const ofPeople = routes.filter(({ isOfPeople }) => isOfPeople)

/** Everything that an auditor may read as text: a page of each kind, and those of all people and messages. */
async function readable(): Promise<{ path: string; text: string }[]> {
  const auditor = await site.signInAs('auditor')
  const kinds = ofPeople.filter(({ method, path, isOpen }) => method === 'GET' && isOpen && !path.endsWith('.xlsx'))
  const paths = new Set(kinds.map(({ path }) => addressOf(site, path, 'auditor')))
  for (const { id } of await site.db.selectFrom('users').select('id').execute()) paths.add(`/users/${id}`)
  for (const { id } of await site.db.selectFrom('mailOutbox').select('id').execute()) paths.add(`/mail/${id}`)
  const read: typeof pages = []
  for (const path of paths) {
    const { status, text } = await auditor.get(path)
    assert.equal(status, 200, path)
    read.push({ path, text })
  }
  return read
}

/** The pages on which somebody is about to change something, by how their addresses end. */
const forms =
  /\/(new|edit|draft\/:section|drafts\/:id|submission|approval|second-approval|return|withdrawal|retirement|reinstatement|confirmation|change-request|closing|decision|extension|lifting|merge|suspension|revocation|ending)$/

describe('an auditor', () => {
  test('may read every page but the forms by which others change something', () => {
    const closed = ofPeople.filter(({ method, isOpen }) => method === 'GET' && !isOpen)
    assert.ok(closed.length > 20)
    assert.deepEqual(
      closed.map(({ path }) => path).filter((path) => !forms.test(path)),
      [],
    )
  })

  test('may send forms about themself alone, and ask what became of a record', () => {
    const own = /^\/(account\/|saved-views)|^\/disposals\/question$|^\/destruction-certificates\/:number\/proof$/
    const sent = ofPeople.filter(({ method, isOpen }) => method === 'POST' && isOpen)
    assert.deepEqual(
      sent.map(({ path }) => path).filter((path) => !own.test(path)),
      [],
    )
  })
})

describe('what an auditor reads', () => {
  test('holds nothing that lets anybody in', () => {
    for (const [what, secret] of Object.entries(secrets)) {
      assert.ok(secret.length > 10, what)
      for (const { path, text } of pages) assert.ok(!text.includes(secret), `${what} stands on ${path}`)
    }
  })

  test('holds no words of a message: of mail it shows to whom, when, and what the mail server said', async () => {
    const messages = await site.db.selectFrom('mailOutbox').select('text').execute()
    const words = messages.flatMap(({ text }) => text.split('\n').filter((line) => / /.test(line)))
    assert.ok(words.length > 5)
    const mail = pages.filter(({ path }) => path.startsWith('/mail'))
    for (const { path, text } of mail) for (const line of words) assert.ok(!text.includes(line), `${line} on ${path}`)
    assert.ok(
      mail.some(({ text }) => text.includes('550 5.7.1 Not taken for http://localhost:3000/new-password?token=…')),
    )
  })

  test('offers no form and no link that is closed to them', () => {
    const offered = pages.flatMap(({ path, text }) => [
      ...[...text.matchAll(/ href="(\/(?!assets)[^"?#]*)/g)].map(([, to = '']) => ({ path, method: 'GET', to })),
      ...[...text.matchAll(/ formaction="([^"?#]*)/g)].map(([, to = '']) => ({ path, method: 'POST', to })),
      ...[...text.matchAll(/<form[^>]*>/g)].map(([form]) => ({
        ...{ path, method: / method="post"/.test(form) ? 'POST' : 'GET' },
        to: / action="([^"?]*)/.exec(form)?.[1] ?? path,
      })),
    ])
    assert.ok(offered.length > 1000)
    assert.deepEqual(
      offered.filter(({ method, to }) => !routeOf(method, to)?.isOpen),
      [],
    )
  })
})

/** The route that answers at an address: of those that fit, the one with the fewest places for anything. */
function routeOf(method: string, address: string) {
  const places = ({ path }: { path: string }) => path.split(':').length
  return routes
    .filter((route) => route.method === method && patternOf(route.path).test(address))
    .sort((one, other) => places(one) - places(other))[0]
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+?')}$`)

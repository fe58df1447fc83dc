import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { damages } from '../../db/test-contents.ts'
import { formsOfSite, type MetForm } from './test-forms.ts'
import { fullSite } from './test-full-site.ts'
import { assertInert, assertInertList, assertInertSheet, corpus, families } from './test-injections.ts'
import { matrix } from './test-route-matrix.ts'

type Site = Awaited<ReturnType<typeof fullSite>>
type Answer = Awaited<ReturnType<ReturnType<Site['visitor']>['get']>>

let site: Site
let forms: MetForm[]

before(async () => {
  site = await fullSite()
  forms = await formsOfSite(site)
})
after(() => site.close())

/** How many texts stand in one field at once: nine fields of ten may be so long. */
const TOGETHER = 150
const rounds = Array.from({ length: Math.ceil(corpus.length / TOGETHER) }, (_, n) =>
  corpus.slice(n * TOGETHER, (n + 1) * TOGETHER).join(' '),
)

/** The text that takes a place in a form, another one in each round. */
const hostile = (place: number, round: number): string => corpus[(place * 7 + round) % corpus.length] ?? ''

/** 200: what was asked is answered on the page that asks, and is kept nowhere. */
const ANSWERS = [200, 201, 303, 400, 403, 404, 409, 413, 422, 429]

function assertAnswered(answer: Answer, where: string, statuses = ANSWERS): void {
  assert.ok(statuses.includes(answer.status), `${where}: ${answer.status} ${answer.text.slice(0, 1500)}`)
  assertInert(answer.text, where)
  assert.equal(answer.headers.get('x-injected'), null)
  assert.doesNotMatch(answer.headers.getSetCookie().join(), /planted/)
  assert.doesNotMatch(answer.headers.get('location') ?? '', /^(https?:)?[/\\]{2}/, where)
}

test('the corpus has what was promised of each family, no text twice', () => {
  const sizes = Object.fromEntries(Object.entries(families).map(([name, texts]) => [name, new Set(texts).size]))
  assert.deepEqual(sizes, { html: 150, sql: 100, formula: 60, header: 30, path: 30, template: 20, unicode: 60 })
  assert.equal(corpus.length, 450)
})

describe('every form that a role meets shows what was typed as text', () => {
  test('when each of its fields holds the whole corpus, a part at a time', async () => {
    assert.ok(forms.length > 30, `${forms.length} forms were met`)
    for (const { visitor, form, page } of forms)
      for (const text of form.texts.length === 0 ? [] : rounds) {
        const filled = Object.fromEntries(form.texts.map((name) => [name, text]))
        assertAnswered(await visitor.post(form.action, { ...form.fields, ...filled }), `${form.action} of ${page}`)
      }
  })

  test('when each of its fields holds another text', async () => {
    for (const { visitor, form, page } of forms)
      for (let round = 0; round < 3; round++) {
        const filled = Object.fromEntries(form.texts.map((name, place) => [name, hostile(place, round * 17)]))
        assertAnswered(await visitor.post(form.action, { ...form.fields, ...filled }), `${form.action} of ${page}`)
      }
  })

  test('when what is carried unseen is hostile, and fields come that it does not have', async () => {
    for (const { visitor, form, page } of forms) {
      const unseen = Object.keys(form.fields).filter((name) => !form.texts.includes(name))
      const filled = Object.fromEntries(unseen.map((name, place) => [name, hostile(place, 3)]))
      const strange = { [hostile(1, 5)]: 'x', __proto__x: 'y', 'constructor.prototype.x': 'z', 'a[b][c]': '1' }
      assertAnswered(
        await visitor.post(form.action, { ...form.fields, ...filled, ...strange }),
        `${form.action} of ${page}`,
      )
    }
  })

  test('and what was said is text in the pages that show it, the audit trail among them', async () => {
    const reader = await site.signInAs('auditor')
    for (const name of Object.keys(matrix)) {
      const path = /^GET (\/[^:]*)$/.exec(name)?.[1]
      if (path === undefined || !matrix[name]?.includes('auditor')) continue
      // The list of a report is asked for with what the report is drawn by.
      const address = path.includes('/decision-sample.') ? `${path}?seed=zq` : path
      if (path.endsWith('.csv')) assertInertList((await reader.get(address)).text, path)
      else if (path.endsWith('.xlsx')) assertInertSheet(await reader.bytes(address), path)
      else assertInert((await reader.get(path)).text, path)
    }
  })
})

test('every filter of every list is taken as text', async () => {
  const governance = await site.signInAs('governance')
  for (const name of Object.keys(matrix)) {
    const path = /^GET (\/[^:]*)$/.exec(name)?.[1]
    if (path === undefined || !matrix[name]?.includes('governance') || path.endsWith('/new')) continue
    const known = /It takes (.*?)\./.exec((await governance.get(`${path}?zq=1`)).text)?.[1] ?? ''
    for (const [place, filter] of [...known.split(/, | and /), hostile(4, path.length)].entries()) {
      const query = new URLSearchParams({ [filter]: hostile(place * 5, path.length * 3) })
      const answer = await governance.get(`${path}?${query}`)
      assert.ok([200, 303, 400, 404].includes(answer.status), `${path}?${query}: ${answer.status}`)
      if (path.endsWith('.csv') && answer.status === 200) assertInertList(answer.text, path)
      else if (!path.endsWith('.xlsx') || answer.status !== 200) assertInert(answer.text, `${path}?${query}`)
    }
  }
})

test('after all that every table is there and whole', async () => {
  assert.equal(Object.keys(await site.everything()).length > 30, true)
  assert.deepEqual(await damages(site.db), [])
})

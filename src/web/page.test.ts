import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { User } from '../domain/permission.ts'
import { renderComponent, renderPage } from './page.ts'

const manager: User = { id: 1, name: 'Tom <Okafor>', email: 'tom@example.org', role: 'manager', serviceIds: [1] }
const rendered = (...parts: Parameters<typeof renderPage>): string => renderPage(...parts).toString()
const page = { title: 'Page not found', text: 'There is no such page.' }

describe('a page', () => {
  it('is titled by what it is, then the product', () => {
    assert.match(rendered('error', page, {}), /<title>Page not found – Muniment<\/title>/)
  })

  it('says in its title that something is wrong, and links each problem to its field', () => {
    const html = rendered('error', { ...page, problems: [{ field: 'period', text: 'Enter a <period>' }] }, {})
    assert.match(html, /<title>Error: Page not found – Muniment<\/title>/)
    assert.match(html, /<a href="#period">Enter a &lt;period&gt;<\/a>/)
  })

  it('has no title prefix and no summary when all is well', () => {
    const html = rendered('error', { ...page, problems: [] }, {})
    assert.doesNotMatch(html, /Error:|govuk-error-summary/)
  })

  it('names the person, escaped, and lets them sign out with the token of their session', () => {
    const html = rendered('error', page, { user: manager, csrfToken: 'abc', path: '/' })
    assert.match(html, /Tom &lt;Okafor&gt;/)
    assert.match(html, /<form action="\/sign-out" method="post"[^>]*>\s*<input type="hidden" name="_csrf" value="abc">/)
  })

  it('offers nobody signed in no sections', () => {
    const html = rendered('error', page, {})
    assert.doesNotMatch(html, /<nav|Sign out/)
  })

  it('shows the news of the last action once, as a success', () => {
    const html = rendered('error', page, { user: manager, flash: 'The rule is saved.' })
    assert.equal(html.split('The rule is saved.').length, 2)
    assert.match(html, /govuk-notification-banner--success/)
  })

  it('shows the way back above the content', () => {
    const back = rendered('error', { ...page, back: { text: 'Back to records', href: '/records' } }, {})
    assert.match(back, /<a href="\/records" class="govuk-back-link">Back to records<\/a>[\s\S]*<main/)
    const trail = rendered('error', { ...page, trail: [{ text: 'Records', href: '/records' }] }, {})
    assert.match(trail, /aria-label="Breadcrumb"[\s\S]*<main/)
  })

  it('throws when its template prints what the view model did not set', () => {
    assert.throws(() => rendered('error', { title: 'Page not found' }, {}), /did not set “text”/)
  })

  it('keeps a strict content security policy: nothing inline', () => {
    const html = rendered('error', page, { user: manager, flash: 'Saved' })
    assert.doesNotMatch(html, /<script>|<script type="module">|<style|style="| on[a-z]+="/)
  })
})

describe('the table', () => {
  const table = { caption: 'Records', head: [{ text: 'Reference' }], empty: 'No records yet.' }

  it('scrolls in a region that the keyboard reaches and that has a name', () => {
    const html = renderComponent('table', { ...table, rows: [[{ text: 'LMS-1', href: '/records/1' }]] })
    assert.match(html, /<section class="app-scroll" aria-label="Records" tabindex="0">/)
    assert.match(html, /<a class="govuk-link" href="\/records\/1">LMS-1<\/a>/)
  })

  it('says in a sentence that it has no rows', () => {
    assert.equal(
      renderComponent('table', { ...table, rows: [] }).trim(),
      '<p class="govuk-body app-empty">No records yet.</p>',
    )
  })

  it('tells the order that it is sorted in', () => {
    const head = [{ text: 'Due', sort: { href: '/records?sort=due', order: 'descending' } }]
    const html = renderComponent('table', { ...table, head, rows: [[{ text: '1 May 2026' }]] })
    assert.match(html, /aria-sort="descending"><a class="govuk-link app-sort" href="\/records\?sort=due">Due<\/a>/)
  })

  it('names each box to tick by its row', () => {
    const check = { name: 'except', value: '17', checked: true }
    const html = renderComponent('table', { ...table, rows: [[{ text: 'Keep LMS-17', check }]] })
    assert.match(html, /id="except-17" name="except" value="17" checked>/)
    assert.match(html, /for="except-17"><span class="govuk-visually-hidden">Keep LMS-17<\/span>/)
  })
})

describe('the filter bar', () => {
  const bar = {
    action: '/records',
    clear: '/records',
    fields: [
      {
        kind: 'select',
        name: 'service',
        label: 'Service',
        options: [{ value: 'LIB', text: 'Libraries' }],
        value: 'LIB',
      },
    ],
  }

  it('is sent by GET and shows each filter in force with a link that removes it', () => {
    const html = renderComponent('filter-bar', {
      ...bar,
      applied: [{ text: 'Service: Libraries', href: '/records?state=due' }],
    })
    assert.match(html, /<form class="app-filter__form" action="\/records" method="get">/)
    assert.match(html, /href="\/records\?state=due"><span[^>]*>Remove this filter:<\/span> Service: Libraries<\/a>/)
    assert.match(html, /href="\/records">Clear filters<\/a>/)
    assert.match(html, /<option value="LIB" selected>/)
  })

  it('offers nothing to clear when no filter is in force', () => {
    assert.doesNotMatch(renderComponent('filter-bar', { ...bar, applied: [] }), /Clear filters/)
  })

  it('keeps what else the address carries', () => {
    const html = renderComponent('filter-bar', { ...bar, applied: [], hidden: [{ name: 'sort', value: 'due' }] })
    assert.match(html, /<input type="hidden" name="sort" value="due">/)
  })
})

describe('choices', () => {
  const options = [
    { value: 'a', text: 'A', hint: 'The first' },
    { value: 'b', text: 'B' },
  ]

  it('tick what was chosen before', () => {
    const boxes = renderComponent('checkboxes', { name: 'letters', label: 'Letters', options, values: ['b'] })
    assert.match(boxes, /id="letters-2" name="letters" type="checkbox" value="b" checked>/)
    const radios = renderComponent('radios', { name: 'letter', label: 'Letter', options, value: 'a' })
    assert.match(
      radios,
      /id="letter" name="letter" type="radio" value="a" checked aria-describedby="letter-item-hint">/,
    )
  })

  it('tick nothing when nothing was chosen', () => {
    assert.doesNotMatch(renderComponent('radios', { name: 'letter', label: 'Letter', options, value: null }), /checked/)
  })
})

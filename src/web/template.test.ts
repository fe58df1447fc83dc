import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sourceFiles } from '../../scripts/lib/source-files.ts'
import { bufferOf } from '../formats/utf8.ts'
import { renderComponent } from './page.ts'
import { printed } from './template.ts'

/** What takes one byte, two, three and four of UTF-8, and half a character, which nothing can say. */
const WORDS = 'a£é – the council’s “register” 日本語 🗄️'
const HALF = '\ud83d'

const print = (view: string, locals: object): string => bufferOf(printed(view, locals)).toString()

describe('a template', () => {
  it('prints text of any language as it is, and escapes what HTML gives a meaning', () => {
    const html = renderComponent('inset', { text: `${WORDS} <b> & "c" 'd' ${HALF}.` })
    assert.ok(html.includes(`${WORDS} &lt;b&gt; &amp; &#34;c&#34; &#39;d&#39; \ufffd.`), html)
  })

  it('prints its own words, what it includes and what is drawn in any language', () => {
    const html = print('components/picture', { title: WORDS, svg: `<svg><title>${WORDS}</title></svg>`, text: [] })
    assert.ok(html.includes(`aria-label="${WORDS}"`), html)
    assert.ok(html.includes(`<svg><title>${WORDS}</title></svg>`), html)
    const page = { title: WORDS, text: WORDS }
    assert.ok(print('error', { page, csrfToken: '' }).includes(`<h1 class="govuk-heading-l">${WORDS}</h1>`))
    const included = print('components/details', { summary: WORDS, html: printed('components/inset', { text: WORDS }) })
    assert.equal(included.split(WORDS).length, 3, included)
  })

  it('prints nothing for what is not given, and numbers as they are', () => {
    assert.equal(renderComponent('inset', { text: null }), renderComponent('inset', { text: '' }))
    assert.match(renderComponent('inset', { text: 0 }), />0</)
  })
})

it('templates print unescaped nothing but what templates printed, and what they say is raw', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const templates = sourceFiles(root, ['views/**/*.ejs'])
  assert.ok(templates.length > 50)
  const unescaped = templates.flatMap(({ text }) => text.match(/<%-\s*[^\s(%]+/g) ?? [])
  assert.deepEqual([...new Set(unescaped.map((tag) => tag.replace(/<%-\s*/, '')))].sort(), [
    'content',
    'html',
    'include',
    'raw',
  ])
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

type Words = { text?: string }
export type Item = Words & {
  value?: string | number
  href?: string
  hint?: Words
  checked?: boolean
  selected?: boolean
  disabled?: boolean
}
export type Options = Words & {
  [name: string]: unknown
  label?: Words
  hint?: Words
  errorMessage?: Words
  suffix?: Words
  fieldset?: { legend: Words }
  items?: Item[]
  errorList?: Item[]
}
export type FixtureCell = { text: string; format?: string }
export type FixtureRow = { key: Words; value: Words; actions?: { items?: (Item & { visuallyHiddenText?: string })[] } }
type Fixture = { name: string; options: Options; html: string }

const LIBRARY = new URL('../../node_modules/govuk-frontend/dist/govuk/components/', import.meta.url)

/** The published examples of a component, by name. */
export function fixtures(family: string, names: string[]): Fixture[] {
  const all = (JSON.parse(readFileSync(new URL(`${family}/fixtures.json`, LIBRARY), 'utf8')) as { fixtures: Fixture[] })
    .fixtures
  const wanted = all.filter(({ name }) => names.includes(name))
  assert.equal(
    wanted.length,
    names.length,
    `fixtures of ${family} are missing: have ${all.map(({ name }) => name).join(', ')}`,
  )
  return wanted
}

/**
 * Tags with sorted attributes, and texts with single spaces. What this product does otherwise on purpose is put aside:
 * choices are always small, and a region is a section element.
 */
export function tokens(html: string): string[] {
  const parts = html.match(/<[^>]+>|[^<]+/g) ?? []
  const plain = parts.map((part) => (part.startsWith('<') ? tag(part) : decoded(part)))
  return plain.filter((part) => part !== '')
}

function tag(text: string): string {
  const [, name = ''] = /^<(\/?[a-z0-9]+)/i.exec(text) ?? []
  const attributes = [...text.slice(name.length + 1, -1).matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)]
    .map(([, key = '', value = '']) => `${key}=${key === 'class' ? classes(value) : decoded(value)}`)
    .filter((attribute) => attribute !== 'role=region')
  return `<${[name.replace('section', 'div'), ...attributes.sort()].join(' ')}>`
}

const classes = (value: string): string =>
  value
    .split(/\s+/)
    .filter((name) => name !== '' && !name.endsWith('--small'))
    .sort()
    .join(' ')

const decoded = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()

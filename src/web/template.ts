import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ejs, { type TemplateFunction } from 'ejs'
import { type Bytes, bytesOf } from '../formats/utf8.ts'

type Locals = Record<string, unknown>

/** A template as it was read, the functions made of it by the names of their locals, and the templates that it includes by how it calls them. */
type Template = {
  view: string
  text: string
  functions: Map<string, TemplateFunction>
  included: Map<string, Template>
}

const VIEWS = fileURLToPath(new URL('../../views', import.meta.url))
/** What no local is called. */
const INCLUDE = '__include'
const RAW = '__raw'
const OUTSIDE_TAGS = /(?<=^|%>)(?:(?!<%)[\s\S])+/g
const SPECIAL = /[&<>'"]/g
const ANY_SPECIAL = /[&<>'"\u0080-\uffff]/
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

const templates = new Map<string, Template>()

/**
 * Prints `views/<view>.ejs` with some locals. A name that the template reads and that is not among them throws, unless it reads it as
 * a field of `locals`.
 *
 * `<%= text %>` prints text, `<%- raw(html) %>` HTML as it is, and `<%- include(…) %>` what another template prints.
 */
export const printed = (view: string, locals: object): Bytes => print(templateOf(view), locals as Locals) as Bytes

function print(template: Template, locals: Locals): string {
  const include = (name: string, more: object = {}) => print(includedBy(template, name), { ...locals, ...more })
  return functionFor(template, Object.keys(locals))({ ...locals, [INCLUDE]: include, [RAW]: bytesOf })
}

/** One for each set of names, which are its variables: looking names up while it prints, with `with`, takes five times as long. */
function functionFor({ view, text, functions }: Template, names: string[]): TemplateFunction {
  const key = names.join()
  const known = functions.get(key)
  if (known) return known
  const made = ejs.compile(text, { filename: fileOf(view), strict: true, destructuredLocals: names, escape: escaped })
  functions.set(key, made)
  return made
}

/** A template beside this one, or else of that name among all; it sees what this one does and what it is given besides. */
function includedBy({ view, included }: Template, name: string): Template {
  const known = included.get(name)
  if (known) return known
  const beside = posix.join(posix.dirname(view), name)
  const found = templateOf(existsSync(fileOf(beside)) ? beside : name)
  included.set(name, found)
  return found
}

/** What a template declares itself stands in a block, so that it may go by the name of a local. */
function templateOf(view: string): Template {
  const known = templates.get(view)
  if (known) return known
  const read = readFileSync(fileOf(view), 'utf8').replace(OUTSIDE_TAGS, bytesOf)
  const text = `<% { const include = locals.${INCLUDE}, raw = locals.${RAW}; %>${read}<% } %>`
  const made: Template = { view, text, functions: new Map(), included: new Map() }
  templates.set(view, made)
  return made
}

/** What stands for text in HTML, in an attribute too. Nothing stands for what is not given. */
function escaped(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  return ANY_SPECIAL.test(text) ? bytesOf(text.replace(SPECIAL, (character) => entities[character] ?? '')) : text
}

const fileOf = (view: string): string => `${VIEWS}/${view}.ejs`

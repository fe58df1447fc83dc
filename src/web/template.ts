import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ejs, { type TemplateFunction } from 'ejs'

type Locals = Record<string, unknown>

const VIEWS = fileURLToPath(new URL('../../views', import.meta.url))
const templates = new Map<string, Template>()

/**
 * Prints `views/<view>.ejs` with some locals. A name that the template reads and that is not among them throws, unless it reads it as
 * a field of `locals`.
 */
export const printed = (view: string, locals: object): string => templateOf(view).print(locals as Locals)

function templateOf(view: string): Template {
  const known = templates.get(view)
  if (known) return known
  const made = new Template(view)
  templates.set(view, made)
  return made
}

/**
 * A template is compiled once for each set of names that its locals have, which are variables of the function then: looking names up
 * while it prints, with `with`, takes five times as long. What it declares itself stands in a block within, so that it may go by the same name.
 */
class Template {
  readonly #view: string
  readonly #text: string
  readonly #compiled = new Map<string, TemplateFunction>()
  readonly #included = new Map<string, Template>()

  constructor(view: string) {
    this.#view = view
    this.#text = `<% { const include = locals.${INCLUDE}; %>${readFileSync(fileOf(view), 'utf8')}<% } %>`
  }

  print(locals: Locals): string {
    const names = Object.keys(locals)
    const shape = names.join()
    let compiled = this.#compiled.get(shape)
    if (!compiled) {
      compiled = ejs.compile(this.#text, { filename: fileOf(this.#view), strict: true, destructuredLocals: names })
      this.#compiled.set(shape, compiled)
    }
    const include = (name: string, more: object = {}) => this.#include(name).print({ ...locals, ...more })
    return compiled({ ...locals, [INCLUDE]: include })
  }

  /** A template beside this one, or else of that name among all; it sees what this one does and what it is given besides. */
  #include(name: string): Template {
    const known = this.#included.get(name)
    if (known) return known
    const beside = posix.join(posix.dirname(this.#view), name)
    const made = templateOf(existsSync(fileOf(beside)) ? beside : name)
    this.#included.set(name, made)
    return made
  }
}

/** What no local is called. */
const INCLUDE = '__include'

const fileOf = (view: string): string => `${VIEWS}/${view}.ejs`

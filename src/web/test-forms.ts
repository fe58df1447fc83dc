import { type Role, roles } from '../domain/permission.ts'
import { addressOf } from './test-addresses.ts'
import type { fullSite } from './test-full-site.ts'
import { matrix } from './test-route-matrix.ts'

type Site = Awaited<ReturnType<typeof fullSite>>
type Visitor = ReturnType<Site['visitor']>

/** A form of a page, as a browser would send it untouched; `texts` are the fields that one may fill in, or choose. */
export type Form = { action: string; fields: Record<string, string[]>; texts: string[] }

/** The forms of a page that send something, but for that of signing out. What nobody has chosen yet is sent as little as a browser sends it. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)]
    .map(([text]) => formOf(text))
    .filter(({ action }) => action !== '/sign-out')
}

function formOf(form: string): Form {
  const fields: Record<string, string[]> = {}
  const texts: string[] = []
  for (const [whole, kind = ''] of form.matchAll(/<(input)\b[^>]*>|<(textarea|select)\b[\s\S]*?<\/\2>/g)) {
    const name = attribute(whole, 'name')
    if (name === null || name === '_csrf') continue
    const type = kind === 'input' ? (attribute(whole, 'type') ?? 'text') : 'text'
    if (type !== 'hidden' && !texts.includes(name)) texts.push(name)
    if (type === 'file' || (/radio|checkbox/.test(type) && !/^<[^>]*\bchecked\b/.test(whole))) continue
    fields[name] = [...(fields[name] ?? []), kind === 'input' ? (attribute(whole, 'value') ?? '') : answerOf(whole)]
  }
  return { action: attribute(form, 'action') ?? '', fields, texts }
}

function answerOf(element: string): string {
  const text = /^<textarea\b[^>]*>\n?([\s\S]*)<\/textarea>$/.exec(element)?.[1]
  if (text !== undefined) return plain(text)
  const options = element.match(/<option\b[^>]*>/g) ?? []
  const chosen = options.find((option) => /\bselected\b/.test(option)) ?? options[0] ?? ''
  return attribute(chosen, 'value') ?? ''
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`^<[^>]*?\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? null : plain(value)
}

const plain = (html: string): string =>
  html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** A form that a role meets on some page. `read` reads the page again, with what the form holds by now. */
export type MetForm = { page: string; role: Role | null; visitor: Visitor; form: Form }

/** Every form that the roles, and those who are not signed in, meet on the pages of the matrix: each once for each of them. */
export async function formsOfSite(site: Site): Promise<MetForm[]> {
  const met: MetForm[] = []
  const pages = Object.entries(matrix).flatMap(([name, allowed]) => {
    const path = /^GET (\/.*)$/.exec(name)?.[1]
    return path === undefined || /\.(csv|xlsx)$|^\/api\//.test(path) ? [] : [{ path, allowed }]
  })
  for (const role of [...roles, null]) {
    const visitor = role ? await site.signInAs(role) : site.visitor()
    for (const { path, allowed } of pages) {
      if (role === null ? allowed !== 'anyone' : allowed === 'anyone' || !allowed.includes(role)) continue
      const page = addressOf(site, path, role)
      for (const form of formsOf((await visitor.get(page)).text))
        if (!met.some((one) => one.role === role && one.form.action === form.action))
          met.push({ page, role, visitor, form })
    }
  }
  return met
}

import { countOf } from '../../domain/list.ts'
import type { HiddenField, Line, Link, SummaryRow } from '../components.ts'
import { KEPT_FORM, type KeptForm } from './keep.ts'

const MOST_SHOWN = 30
const MOST_VALUES = 5
/** Fields by which a form says what its page was made of: nobody typed them. */
const NOT_TYPED = new Set(['seen', 'matching', 'version', 'revision', 'figures'])

/** What was kept, named and shown, as a form that sends it to where it was going; nothing is sent by itself. */
export function keptFormPage(form: KeptForm | undefined) {
  return {
    title: form ? 'You were signed out before your form arrived' : 'No form is waiting for you',
    action: form?.path ?? null,
    facts: form ? [row('Form', [formInWords(form.path)]), ...typed(form.fields)] : [],
    fields: (form?.fields ?? []).map(([name, value]): HiddenField => ({ name, value })),
  }
}

/** The way to a form that waits, for the pages on which its sender looks for it; null when none does. */
export const keptFormLink = (form: KeptForm | undefined): Link | null =>
  form === undefined ? null : { text: formInWords(form.path), href: KEPT_FORM }

/** The address of a form in words: “Disposal review 4: exceptions” for `/disposal-reviews/4/exceptions`. */
function formInWords(path: string): string {
  const [address = ''] = path.split('?')
  const parts: string[] = []
  for (const part of address
    .split('/')
    .filter((one) => one !== '')
    .map(decoded)) {
    const noun = parts.at(-1)
    if (noun !== undefined && /[A-Z0-9]/.test(part)) parts[parts.length - 1] = `${singular(noun)} ${part}`
    else parts.push(part.replaceAll('-', ' '))
  }
  const words = parts.join(': ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** An address that is no text in percent signs is shown as it came. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/s$/, '')

function typed(fields: KeptForm['fields']): SummaryRow[] {
  const told = fields.filter(([name, value]) => value.trim() !== '' && !NOT_TYPED.has(name))
  const byName = [...Map.groupBy(told, ([name]) => name)]
  const rows = byName.slice(0, MOST_SHOWN).map(([name, of]) =>
    row(
      nameInWords(name),
      of.map(([, value]) => value),
    ),
  )
  const more = byName.length - rows.length
  return more > 0 ? [...rows, { key: 'And', lines: [{ text: countOf(more, 'more field'), muted: true }] }] : rows
}

function row(key: string, values: string[]): SummaryRow {
  const lines = values.slice(0, MOST_VALUES).map((text): Line => ({ text }))
  const more = values.length - lines.length
  return {
    key,
    lines: more > 0 ? [...lines, { text: `and ${more.toLocaleString('en-GB')} more`, muted: true }] : lines,
  }
}

/** The name that a field has in code, in words: “keep until” for `keepUntil`. */
function nameInWords(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^a-zA-Z0-9]+/g, ' ')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

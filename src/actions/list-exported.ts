import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

export const fileFormats = ['csv', 'xlsx'] as const
export type FileFormat = (typeof fileFormats)[number]

/** A list that leaves as a file: its name, and what was asked for by the names of the address's parameters. */
export type Leaving = { list: string; format: FileFormat | 'json'; filters: Record<string, unknown> }

/** The parameters whose values are terms of the register, dates or numbers. Of any other, only that it was given is kept: somebody may have typed a name or a reference. */
const SAID = new Set([
  ...[
    'organisation',
    'service',
    'source',
    'system',
    'rule',
    'review',
    'state',
    'status',
    'role',
    'kind',
    'job',
    'mode',
  ],
  ...['lawful_basis', 'special_category', 'trigger_kind', 'disposal_action', 'authority_kind', 'standing'],
  ...['due_from', 'due_to', 'due_before', 'trigger_from', 'trigger_to', 'from', 'to', 'open_since'],
  ...['as-at', 'missing', 'backlog', 'held', 'hold', 'late', 'sort', 'order', 'subject'],
])
const LIKE_A_TERM = /^[\p{L}\p{N}][\p{L}\p{N} .,:’()-]{0,79}$/u
/** What is asked of the file, or of the page, rather than of the list. */
const OF_THE_FILE = new Set(['bom', 'page', 'view', 'columns'])

/** Writes into the audit trail that a list leaves as a file; done before the first byte goes, so that none goes unseen. */
export async function recordExport(db: Db, acting: Acting, { list, format, filters }: Leaving): Promise<void> {
  const facts = { format: format.toUpperCase(), ...factsOf(filters) }
  await db
    .transaction()
    .execute((tx) => recordEvent(tx, acting, { kind: 'exported', subject: { kind: 'list', id: list }, facts }))
}

function factsOf(filters: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(filters).filter(([name, value]) => value !== undefined && !OF_THE_FILE.has(name))
  const said = (name: string, value: unknown): string => {
    if (name === 'subject_id') return numberOf(value, filters.subject)
    return SAID.has(name) ? termOf(value) : 'given'
  }
  return Object.fromEntries(given.map(([name, value]) => [name, said(name, value)]))
}

/** The number of a thing of the register. Of a record it could be the reference, and where no kind of thing was chosen too. */
const numberOf = (value: unknown, subject: unknown): string =>
  subject !== undefined && subject !== 'record' && /^\d{1,9}$/.test(String(value)) ? String(value) : 'given'

const termOf = (value: unknown): string => (LIKE_A_TERM.test(String(value)) ? String(value) : 'given')

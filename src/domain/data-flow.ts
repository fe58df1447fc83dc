import { sameName } from './picture.ts'
import type { ActivityContent, NotedField, RecipientRole, TermMark, TransferEntry } from './processing-activity.ts'
import { type RecipientName, recipientName } from './recipient-name.ts'

/** A recipient, once however often it is named. `roles` is empty when only a transfer names it. */
export type FlowRecipient = { name: string; roles: RecipientRole[]; categories: string[] }

/** Data that goes to another country; `recipient` is the name of one of the recipients, or null when none is named. */
export type FlowTransfer = { country: string; recipient: string | null; restricted: boolean; safeguard: string }

/** Where the personal data of an activity comes from and goes to. `unsaid`: what stands where the register lists nothing. */
export type DataFlow = {
  people: { name: string; mark: TermMark }[]
  sources: string[]
  recipients: FlowRecipient[]
  transfers: FlowTransfer[]
  unsaid: Record<'people' | 'sources' | 'recipients' | 'transfers', string>
}

const AT_HOME = ['united kingdom', 'uk', 'great britain', 'england', 'wales', 'scotland', 'northern ireland']

/** What an activity's content says of the way that data takes; `organisations`: their names by code. */
export function dataFlow(content: ActivityContent, organisations: Map<string, string>): DataFlow {
  const named = content.recipients.map((entry) => recipientName(entry, organisations))
  const transfers = content.transfers.map((entry) => flowTransfer(entry, named))
  const terms = (kind: 'data subject category' | 'source') => once(content.terms.filter((term) => term.kind === kind))
  return {
    people: terms('data subject category').map(({ name, mark }) => ({ name, mark })),
    sources: terms('source').map(({ name }) => name),
    recipients: mergedRecipients([...named, ...onlyInTransfers(transfers, named)]),
    transfers,
    unsaid: {
      people: inNotes(content, 'data subjects'),
      sources: inNotes(content, 'sources'),
      recipients: inNotes(content, 'recipients'),
      transfers: inNotes(content, 'transfers'),
    },
  }
}

/** Any country but the United Kingdom: also where regulations find the protection adequate, a transfer there is a restricted one. */
function flowTransfer(entry: TransferEntry, named: RecipientName[]): FlowTransfer {
  const { mechanism, safeguard, recipient } = entry
  const words = mechanism === 'not stated' || mechanism === 'other' ? safeguard : mechanism
  return {
    country: entry.country.trim(),
    recipient: recipient.trim() === '' ? null : (named.find((each) => isOf(each, recipient))?.name ?? recipient.trim()),
    restricted: !AT_HOME.includes(sameName(entry.country)),
    safeguard: words,
  }
}

/** A transfer's recipient is written freely: its whole name, its code, or the part of the name that people use. */
function isOf({ name, code, category }: RecipientName, words: string): boolean {
  const asked = sameName(words)
  if ([name, code ?? '', category].some((each) => sameName(each) === asked)) return true
  return asked.length > 3 && ` ${sameName(name)} `.includes(` ${asked} `)
}

const onlyInTransfers = (transfers: FlowTransfer[], named: RecipientName[]): RecipientName[] =>
  transfers.flatMap(({ recipient }) =>
    recipient === null || named.some(({ name }) => sameName(name) === sameName(recipient))
      ? []
      : [{ name: recipient, code: null, category: '', role: null }],
  )

function mergedRecipients(named: RecipientName[]): FlowRecipient[] {
  const merged = new Map<string, FlowRecipient>()
  for (const { name, role, category } of named) {
    const known = merged.get(sameName(name)) ?? { name, roles: [], categories: [] }
    merged.set(sameName(name), {
      name: known.name,
      roles: role === null ? known.roles : [...new Set([...known.roles, role])],
      categories: category === '' ? known.categories : [...new Set([...known.categories, category])],
    })
  }
  return [...merged.values()]
}

const once = <T extends { name: string }>(items: T[]): T[] =>
  [...new Map(items.toReversed().map((item) => [sameName(item.name), item])).values()].toReversed()

/** What the notes of a field say where its list is empty; a note of silence says no more than “Not stated”. */
const inNotes = (content: ActivityContent, field: NotedField): string =>
  content.notes
    .filter((note) => note.field === field && !note.silent)
    .map(({ text }) => text)
    .join('; ') || 'Not stated'

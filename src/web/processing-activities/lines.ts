import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords } from '../../domain/calendar.ts'
import type { ContactFacts } from '../../domain/findings/check.ts'
import { lawfulBasisInWords } from '../../domain/lawful-basis.ts'
import type { ActivityContent, Evidence, NotedField, TermKind } from '../../domain/processing-activity.ts'
import { sameDay } from '../as-at.ts'
import type { Line, SummaryRow } from '../components.ts'
import { evidenceView } from '../evidence.ts'
import { markTags, recipientRoleNames, termKindNames } from './words.ts'

/** What stands where the register knows nothing. */
export const NOT_STATED = 'Not stated'

/** A line said by the product and not by the register. */
export const quiet = (text: string): Line => ({ text, muted: true })

/** A fact with its evidence. */
export const line = (text: string, evidence: Evidence): Line => ({ text, evidence: evidenceView(evidence) })

/** A field of one text, without evidence of its own. */
export const plain = (key: string, text: string, blank = NOT_STATED): SummaryRow => ({
  key,
  lines: [text === '' ? quiet(blank) : { text }],
})

/** A field's facts, then what is noted of it: silence in quiet, a notice's own words with their evidence. */
export function fieldRow(
  content: ActivityContent,
  key: string,
  field: NotedField,
  facts: Line[],
  blank = NOT_STATED,
): SummaryRow {
  const notes = content.notes
    .filter((note) => note.field === field)
    .map((note) => (note.silent ? quiet(note.text) : line(note.text, note)))
  const lines = [...facts, ...notes]
  return { key, lines: lines.length === 0 ? [quiet(blank)] : lines }
}

/** A purpose, numbered when there are several. */
export const purposeLine = (purpose: ActivityContent['purposes'][number], at: number, all: unknown[]): Line =>
  line(all.length > 1 ? `${at + 1}. ${purpose.text}` : purpose.text, purpose)

/** A lawful basis with its law, and the purpose that it supports when there are several; below it what it rests on. */
export function basisLines(entry: ActivityContent['lawfulBases'][number], { purposes }: ActivityContent): Line[] {
  const name = entry.basis === null ? '' : lawfulBasisInWords(entry.basis)
  const words = [name, entry.statute].filter((text) => text !== '').join(': ')
  const of = entry.purpose !== null && purposes.length > 1 ? ` (purpose ${entry.purpose})` : ''
  const further = [
    entry.interest === '' ? '' : `Interest or condition: ${entry.interest}`,
    entry.record === '' ? '' : `Record: ${entry.record}`,
    entry.withdrawal === '' ? '' : `Consent is withdrawn so: ${entry.withdrawal}`,
  ]
  return [line(`${words}${of}`, entry), ...further.filter((text) => text !== '').map((text) => ({ text }))]
}

/** A condition under the provision that it belongs to. */
export const conditionLine = (condition: ActivityContent['conditions'][number]): Line =>
  line(inKind(condition.kind, condition.text), condition)

const inKind = (kind: string, text: string): string => (text.startsWith(kind) ? text : `${kind}: ${text}`)

/** A field that is a list of terms of one kind. */
export const termRow = (content: ActivityContent, kind: TermKind, field: NotedField): SummaryRow =>
  fieldRow(content, termKindNames[kind], field, termLines(content, kind))

/** The terms of one kind, marked where the law treats them in a way of its own. */
export const termLines = (content: ActivityContent, kind: TermKind): Line[] =>
  content.terms
    .filter((term) => term.kind === kind)
    .map((term) => ({ ...line(term.name, term), tag: markedOtherwise(term) }))

/** “Children” needs no tag that says so again. */
const markedOtherwise = ({ name, mark }: ActivityContent['terms'][number]) =>
  name.toLowerCase() === mark ? null : markTags[mark]

/** A recipient: who, of what kind, in what role, under which contract. */
export function recipientLine(
  entry: ActivityContent['recipients'][number],
  { organisations, asAt }: { organisations: Map<string, ContactFacts>; asAt: AsAt | null },
): Line {
  const name = entry.organisation === null ? '' : (organisations.get(entry.organisation)?.name ?? entry.organisation)
  const contract = entry.contract === '' ? '' : `contract: ${entry.contract}`
  const ends = entry.contractEndsOn === null ? '' : `contract ends on ${dateInWords(entry.contractEndsOn)}`
  const words = [name, entry.category, recipientRoleNames[entry.role].toLowerCase(), contract, ends]
  const text = words.filter((part) => part !== '').join(', ')
  return {
    ...line(text, entry),
    href: entry.organisation === null ? null : sameDay(`/organisations/${entry.organisation}`, asAt),
  }
}

/** A transfer: where to, to whom, under which safeguard. */
export function transferLine(entry: ActivityContent['transfers'][number]): Line {
  const to = entry.recipient === '' ? entry.country : `${entry.country}, to ${entry.recipient}`
  const mechanism = entry.mechanism === 'not stated' || entry.mechanism === 'other' ? '' : entry.mechanism
  const safeguard = [mechanism, entry.safeguard].filter((text) => text !== '').join(', ')
  const further = [
    safeguard === '' ? 'no safeguard named' : `safeguard: ${safeguard}`,
    entry.document === '' ? '' : `document: ${entry.document}`,
    entry.riskAssessment === '' ? '' : `risk assessment: ${entry.riskAssessment}`,
    entry.verifiedOn === null ? '' : `last verified on ${dateInWords(entry.verifiedOn)}`,
  ]
  return line([to, ...further].filter((text) => text !== '').join('; '), entry)
}

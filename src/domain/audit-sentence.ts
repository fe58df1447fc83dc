import { type ChainedEvent, type EventDetails, type EventKind, eventKinds, type FieldChange } from './audit-event.ts'
import { type CodeNames, NO_NAMES, withNames } from './audit-names.ts'
import { dateInWords } from './calendar.ts'
import { countOf, listInWords } from './list.ts'

/** An event with what names people beside it; each of these is null when nothing does, or when it has been erased. */
export type ToldEvent = Pick<
  ChainedEvent,
  'kind' | 'subjectKind' | 'whoId' | 'whoRole' | 'details' | 'recordCount' | 'personDigest'
> & {
  name: string | null
  personDetails: string | null
}

const LONGEST = 80
const MOST_CHANGES = 5

/** What happened in a sentence without a full stop: who, what, which fields from what to what, over how many records. `names`: of codes that it tells of. */
export const eventInWords = (event: ToldEvent, names: CodeNames = NO_NAMES): string =>
  holdInWords(event) ?? `${whoInWords(event)} ${whatInWords(event, names)}`

/** What was done because a hold was placed, as the doing of the hold; null for all else. */
function holdInWords(event: ToldEvent): string | null {
  const { hold } = detailsOf(event).facts
  if (typeof hold !== 'number' || event.recordCount === null) return null
  const records = countOf(event.recordCount, 'record')
  if (event.kind === 'records left') return `Hold ${hold} took ${records} out of the review`
  return event.kind === 'recall asked'
    ? `Hold ${hold} asked the source system to stop the disposal of ${records}`
    : null
}

/** As `eventInWords`, without who did it: the rest of the sentence. */
export function whatInWords(event: ToldEvent, names: CodeNames): string {
  const { changes: kept, facts } = detailsOf(event)
  const changes = withNames(kept, names)
  const verb = verbOf(event)
  const fields = changesInWords(changes, event.kind === 'changed')
  const what = event.kind === 'changed' ? `${verb} ${fields || 'it'}` : fields === '' ? verb : `${verb}, with ${fields}`
  const told = factsInWords(facts)
  return `${overRecords(what, event)}${told === '' ? '' : ` (${told})`}`
}

function overRecords(what: string, event: ToldEvent): string {
  if (event.recordCount === null) return what
  const counted = countOf(event.recordCount, countedThing(event))
  return aboutRecords[event.kind]?.(counted) ?? `${what} over ${counted}`
}

/** What is done to records and to nothing else, with their number in its place. */
const aboutRecords: Partial<Record<EventKind, (records: string) => string>> = {
  'records left': (records) => `took ${records} out of review that may not be there any more`,
  'records flagged': (records) => `flagged ${records} as past the retention period`,
}

/** A person is no “it”. */
function verbOf({ kind, subjectKind }: ToldEvent): string {
  if (kind === 'added' && subjectKind === 'user') return 'added the person'
  return eventKinds[kind] ?? kind
}

/** Who did it, as the start of a sentence; somebody whose name has been erased is known by number alone. */
export function whoInWords({ whoId, whoRole, name, personDigest }: ToldEvent): string {
  if (whoRole === 'program') return programs[whoId] ?? whoId
  const number = whoRole === 'nobody' ? 'not signed in' : whoRole === 'source system' ? whoId : `user ${whoId}`
  if (isErased({ name, personDigest })) return `Somebody whose name has been erased (${number})`
  if (whoRole === 'nobody') return name ? `Somebody who gave “${cut(name)}”` : 'Somebody who was not signed in'
  return name || capital(number)
}

/** True when somebody was named, and is no longer. */
export const isErased = ({ name, personDigest }: Pick<ToldEvent, 'name' | 'personDigest'>): boolean =>
  personDigest !== '' && name === null

/** All changes and facts of an event, those of personal fields last; what cannot be read is left out, since a broken trail is read too. */
export function detailsOf({
  details,
  personDetails,
}: Pick<ToldEvent, 'details' | 'personDetails'>): Required<EventDetails> {
  const parts = [details, personDetails].map(parsed)
  return {
    changes: parts.flatMap(({ changes }) => changes),
    facts: Object.assign({}, ...parts.map(({ facts }) => facts)) as Required<EventDetails>['facts'],
  }
}

/** A value as people read it: dates in words, numbers with their commas, yes and no. */
export function valueInWords(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return value.toLocaleString('en-GB')
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dateInWords(value) : value
}

/** The name of a fact in words; some are counts by the names that they have in code. */
export const factName = (key: string): string => key.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`)

const programs: Record<string, string> = {
  'Nightly sweep': 'The nightly sweep',
  Sweep: 'The sweep',
  Schedule: 'The schedule',
  Mail: 'The sending of mail',
  'Command line': 'The command line',
  'Sample register': 'The loading of the sample register',
  'Record feeds': 'The loading of feeds',
  Decisions: 'The carrying out of decisions',
  'Dates of changed rules': 'The recomputing of dates',
  'Change of a rule': 'The change of a rule',
  'Merge of services': 'The merge of services',
  'Disposal holds': 'The carrying out of holds',
  Forgetting: 'The forgetting of what was disposed of',
  Instructing: 'The instructing of disposals',
}

/** What the number of an event counts: erasing is of events of the trail, all else of records. */
const countedThing = ({ kind }: ToldEvent): string => (kind === 'names erased' ? 'event' : 'record')

function changesInWords(changes: FieldChange[], isChange: boolean): string {
  const said = changes.slice(0, MOST_CHANGES).map((change) => changeInWords(change, isChange))
  const more = changes.length - said.length
  return listInWords(more > 0 ? [...said, countOf(more, 'other field')] : said)
}

function changeInWords({ field, before, after }: FieldChange, isChange: boolean): string {
  const to = after === null ? 'none' : short(after)
  if (before === null) return `${lowered(field)}${isChange ? ' to' : ''} ${to}`
  return `${lowered(field)} from ${short(before)} to ${to}`
}

/** Hashes are left to the event's own page. */
const factsInWords = (facts: Required<EventDetails>['facts']): string =>
  Object.entries(facts)
    .filter(([, value]) => !/^[0-9a-f]{64}$/.test(String(value)))
    .map(([key, value]) => `${factName(key)}: ${cut(valueInWords(value))}`)
    .join('; ')

const short = (text: string): string => cut(valueInWords(text))

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).trimEnd()}…`
}

function parsed(text: string | null): Required<EventDetails> {
  try {
    const { changes, facts } = (JSON.parse(text ?? '{}') ?? {}) as EventDetails
    return { changes: Array.isArray(changes) ? changes : [], facts: facts ?? {} }
  } catch {
    return { changes: [], facts: {} }
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A field's name inside a sentence; an abbreviation keeps its capitals. */
const lowered = (text: string): string =>
  /^[A-Z][^a-z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)

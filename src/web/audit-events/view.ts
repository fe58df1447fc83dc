import type { TrailEvent } from '../../../db/queries/audit-list.ts'
import { hashOfEvent, NO_HASH } from '../../domain/audit-event.ts'
import { type CodeNames, withNames } from '../../domain/audit-names.ts'
import { detailsOf, eventInWords, factName, isErased, valueInWords, whoInWords } from '../../domain/audit-sentence.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { User } from '../../domain/permission.ts'
import type { Line, SummaryRow, TableView } from '../components.ts'
import { capital } from '../job-runs/words.ts'
import { LIST } from './list-filters.ts'
import { subjectHref, subjectInWords } from './subject.ts'
import { whoRoleInWords } from './words.ts'

/** One event, whole: what changed, and how it hangs in the chain. `names`: of codes that it tells of. */
export function eventPage(event: TrailEvent, names: CodeNames, user: User) {
  const { changes, facts } = detailsOf(event)
  return {
    title: `Event ${event.id}`,
    trail: [{ text: 'Audit trail', href: LIST }],
    sentence: `${eventInWords(event, names)}.`,
    facts: [
      ...about(event, user),
      ...Object.entries(facts).map(([key, value]) => row(capital(factName(key)), valueInWords(value))),
    ],
    changes: changes.length === 0 ? null : changesTable(withNames(changes, names)),
    chain: chain(event),
  }
}

const row = (key: string, text: string, detail?: string, href?: string | null): SummaryRow => ({
  key,
  lines: [
    text === '' ? { text: 'None', muted: true } : { text, href: href ?? null },
    ...(detail ? [{ text: detail, muted: true }] : []),
  ],
})

function about(event: TrailEvent, user: User): SummaryRow[] {
  const subject = { kind: event.subjectKind, id: event.subjectId }
  const { recordCount, listHash } = event
  return [
    row('When', instantInWords(event.at), event.at),
    { key: 'Who', lines: who(event) },
    row('What happened', capital(event.kind)),
    row('To what', subjectInWords(subject), undefined, subjectHref(user, subject)),
    ...(recordCount === null ? [] : [row('How many', recordCount.toLocaleString('en-GB'), hashed(listHash))]),
    row('Request', event.requestId, event.requestId === '' ? undefined : 'The log of the service has it under this id'),
  ]
}

const hashed = (listHash: string | null): string | undefined =>
  listHash === null ? undefined : `Hash of the list: ${listHash}`

function who(event: TrailEvent): Line[] {
  const number = event.whoRole === 'program' || event.whoRole === 'nobody' ? '' : `, number ${event.whoId}`
  return [
    { text: whoInWords(event), tag: isErased(event) ? { text: 'Name erased', colour: 'grey' } : null },
    { text: `${whoRoleInWords[event.whoRole]}${number}`, muted: true },
    ...(event.address ? [{ text: `From the address ${event.address}`, muted: true }] : []),
  ]
}

const changesTable = (changes: { field: string; before: string | null; after: string | null }[]): TableView => ({
  caption: 'What changed',
  head: [{ text: 'Field' }, { text: 'Before' }, { text: 'After' }],
  rows: changes.map(({ field, before, after }) => [
    { text: capital(field), header: true },
    { text: before === null ? 'None' : valueInWords(before) },
    { text: after === null ? 'None' : valueInWords(after) },
  ]),
  empty: '',
})

function chain(event: TrailEvent): SummaryRow[] {
  const fits = hashOfEvent(event) === event.hash
  return [
    {
      key: 'Hash of this event',
      lines: [
        { text: event.hash },
        fits
          ? { text: 'It is the hash of what is shown here', muted: true }
          : { text: 'It is not the hash of what is shown here', tag: { text: 'Altered', colour: 'red' } },
      ],
    },
    row(
      'Hash of the event before',
      event.previousHash,
      event.previousHash === NO_HASH ? 'This is the first event' : undefined,
    ),
    row('Digest of the name', event.personDigest, named(event)),
  ]
}

function named(event: TrailEvent): string {
  if (event.personDigest === '') return 'Nobody is named'
  return isErased(event)
    ? 'The name and address have been erased; the chain holds without them'
    : 'Name and address are kept beside the chain'
}

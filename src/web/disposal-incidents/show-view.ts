import type { Incident, IncidentRecord } from '../../../db/queries/disposal-incidents.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { type IncidentKind, incidentInWords, whatToDo } from '../../domain/disposal-incident.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { stateTags } from '../records/words.ts'
import { LIST, stateTag } from './list-view.ts'

export const RECORDS_ON_A_PAGE = 50

/** What the page is made of. `records`: one page of its records, `after` the id before them; `people`: who can see to it. */
export type ShownIncident = {
  incident: Incident
  records: IncidentRecord[]
  people: { id: number; name: string }[]
  maySettle: boolean
  problems: Problem[]
  typed: Record<string, unknown>
}

/** An incident: what was found, what to do about it, of which records it is, who sees to it, and how it ended. */
export function incidentPage({ incident, records, people, maySettle, problems, typed }: ShownIncident) {
  const address = `${LIST}/${incident.id}`
  const settles = maySettle && incident.closedAt === null
  const last = records.length === RECORDS_ON_A_PAGE ? records.at(-1)?.recordId : undefined
  return {
    title: incidentInWords[incident.kind],
    caption: `Incident ${incident.id}`,
    tag: stateTag(incident),
    trail: [
      { text: 'Disposals', href: '/disposals' },
      { text: 'Disposal incidents', href: LIST },
    ],
    problems,
    todo: incident.closedAt === null ? whatToDo[incident.kind] : null,
    facts: facts(incident),
    records: {
      caption: countOf(incident.recordCount, 'record'),
      head: [
        { text: 'Record' },
        { text: 'State' },
        ...(incident.kind === 'vanished' ? [{ text: 'At its source' }] : []),
      ],
      rows: records.map((record) => recordRow(record, incident.kind)),
      empty: 'No more records.',
    },
    pages: { previous: null, next: last === undefined ? null : `${address}?after=${last}` },
    owner: settles
      ? {
          action: `${address}/owner`,
          field: {
            ...{ name: 'owner', label: 'Who sees to it', error: fieldError(problems, 'owner') },
            value: incident.ownerId === null ? '' : String(incident.ownerId),
            options: [
              { value: '', text: 'Nobody yet' },
              ...people.map(({ id, name }) => ({ value: String(id), text: name })),
            ],
          },
        }
      : null,
    closing:
      settles || problems.some(({ field }) => field === 'whatWasDone')
        ? {
            action: `${address}/closing`,
            field: {
              ...{
                name: 'whatWasDone',
                label: 'What was found out and done?',
                error: fieldError(problems, 'whatWasDone'),
              },
              value: typeof typed.whatWasDone === 'string' ? typed.whatWasDone : '',
            },
          }
        : null,
  }
}

/** A record that is gone has no reference any more. One that had vanished may have come back since. */
const recordRow = ({ recordId, reference, state, missingSince }: IncidentRecord, kind: IncidentKind): Cell[] => [
  { text: reference ?? `Record ${recordId}, forgotten`, href: `/records/${recordId}`, header: true },
  { text: '', tag: stateTags[state] },
  ...(kind === 'vanished'
    ? [{ text: missingSince === null ? 'Listed again' : `Missing since ${dateInWords(missingSince)}` }]
    : []),
]

function facts(incident: Incident): SummaryRow[] {
  const { feedId, instructionId, closedAt, closedByName, whatWasDone } = incident
  const link = (key: string, text: string, href: string): SummaryRow => ({ key, lines: [{ text, href }] })
  return [
    link('Source system', `${incident.source} ${incident.sourceName}`, `/source-systems/${incident.source}`),
    { key: 'Found on', lines: [{ text: dateInWords(incident.foundOn) }] },
    ...(feedId === null ? [] : [link('Found in', `Feed ${feedId}`, `/record-feeds/${feedId}`)]),
    ...(instructionId === null
      ? []
      : [link('Instruction', `Instruction ${instructionId}`, `/disposal-instructions/${instructionId}`)]),
    { key: 'Records', lines: [{ text: incident.recordCount.toLocaleString('en-GB') }] },
    { key: 'Seen to by', lines: [{ text: incident.ownerName ?? 'Nobody yet' }] },
    ...(closedAt === null
      ? []
      : [
          {
            key: 'Closed',
            lines: [
              { text: whatWasDone ?? '' },
              { text: `By ${closedByName}, ${instantInWords(closedAt)}`, muted: true },
            ],
          },
        ]),
  ]
}

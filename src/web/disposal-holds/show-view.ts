import type { Selectable } from 'kysely'
import type { Hold } from '../../../db/queries/disposal-holds.ts'
import type { HoldContents, Named } from '../../../db/queries/hold-contents.ts'
import type { RecordTerms } from '../../../db/queries/record-terms.ts'
import type { Schema } from '../../../db/schema.ts'
import type { RecordPage, Total } from '../../actions/record-page.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { flaggableFrom, holdKindInWords } from '../../domain/disposal-hold.ts'
import type { RecordState } from '../../domain/held-record.ts'
import { countOf } from '../../domain/list.ts'
import type { Line, SummaryRow } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import { stateTags } from '../records/words.ts'
import { eventsTable, recordsTable } from './show-tables.ts'
import { catchesInWords, datesInWords, LIST, stateTag } from './words.ts'

/** What the page of a hold is made of. `states`: how many records it catches of each; `page`: the first of the records that it catches, within the reader's reach. */
export type ShownHold = {
  hold: Hold
  contents: HoldContents
  events: Selectable<Schema['holdEvents']>[]
  states: { state: RecordState; total: Total }[]
  page: RecordPage
  terms: Pick<RecordTerms, 'sources' | 'services' | 'rules'>
  mayLift: boolean
}

/** A disposal hold: why, by whose order, what it catches and what became of it. */
export function holdPage(shown: ShownHold, today: IsoDate) {
  const { hold, contents, events, mayLift } = shown
  const here = `${LIST}/${hold.id}`
  return {
    title: hold.title,
    caption: `Disposal hold ${hold.id}`,
    trail: [{ text: 'Disposal holds', href: LIST }],
    tag: stateTag(hold, today),
    actions:
      mayLift && hold.liftedOn === null
        ? [
            { text: 'Review and keep', href: `${here}/extension`, kind: 'secondary' },
            { text: 'Lift the hold', href: `${here}/lifting`, kind: 'secondary' },
          ]
        : [],
    underWay:
      hold.carriedOutAt === null
        ? 'Records are being taken out of reviews and approvals. Nothing that the hold catches comes nearer to its disposal meanwhile.'
        : null,
    facts: [...about(hold), ...catching(contents), ...now(shown), ...done(hold)],
    records: recordsTable(shown),
    all: { text: 'See all of them in the list of records', href: `/records?hold=${hold.id}` },
    files: filesOf('/records', `?hold=${hold.id}`),
    events: eventsTable(events),
  }
}

const row = (key: string, lines: Line[]): SummaryRow => ({ key, lines })

const lines = (text: string): Line[] => text.split(/\n+/).map((line) => ({ text: line }))

const about = (hold: Hold): SummaryRow[] => [
  row('Kind', [{ text: holdKindInWords[hold.kind].text }]),
  row('Ordered by', lines(hold.mandate)),
  row('Reason', lines(hold.reason)),
  row('Placed', [{ text: `${instantInWords(hold.placedAt)}, by ${hold.placedByName}` }]),
  ...(hold.liftedOn === null || hold.liftedAt === null
    ? [row('Review on', [{ text: dateInWords(hold.reviewOn) }])]
    : [
        row('Lifted', [
          { text: `${instantInWords(hold.liftedAt)}, by ${hold.liftedByName}` },
          ...lines(hold.liftedReason ?? ''),
          {
            text: `What no other hold keeps may be flagged again from ${dateInWords(flaggableFrom(hold.liftedOn))} on`,
            muted: true,
          },
        ]),
      ]),
]

function catching(contents: HoldContents): SummaryRow[] {
  const { services, rules, sources, triggerFrom, triggerTo, references } = contents
  if (references > 0) return [row('Catches', [{ text: catchesInWords(contents) }])]
  const named = (key: string, all: Named[], href: (one: Named) => string): SummaryRow[] =>
    all.length === 0
      ? []
      : [
          row(
            key,
            all.map((one) => ({ text: `${one.code} ${one.name}`, href: href(one) })),
          ),
        ]
  const dates = datesInWords(triggerFrom, triggerTo).map((text) => ({
    text: text.replace(/^with a trigger date /, ''),
  }))
  return [
    ...named('Services', services, ({ code }) => `/services/${code}`),
    ...named('Rules', rules, ({ code }) => `/retention-rules/${code}`),
    ...named('Source systems', sources, ({ code }) => `/source-systems/${code}`),
    ...(dates.length === 0 ? [] : [row('Trigger date', dates)]),
  ]
}

/** What it catches by state, each leading to these. */
const now = ({ hold, states }: ShownHold): SummaryRow[] =>
  states.length === 0
    ? []
    : [
        row(
          'Records now',
          states.map(({ state, total }) => ({
            text: `${stateTags[state].text}: ${inWords(total)}`,
            href: `/records${queryString({ hold: hold.id, state })}`,
          })),
        ),
      ]

const inWords = ({ records, exact }: Total): string => `${exact ? '' : 'at least '}${records.toLocaleString('en-GB')}`

const done = ({ withdrawn, recalled }: Hold): SummaryRow[] => [
  row('When it was placed', [
    { text: `${countOf(withdrawn ?? 0, 'record')} left reviews and approvals` },
    ...(recalled !== null && recalled > 0
      ? [{ text: `The sources of ${countOf(recalled, 'record')} were asked to stop their disposal` }]
      : []),
  ]),
]

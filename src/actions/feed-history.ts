import type { FeedHistory } from '../../db/queries/feed-changes.ts'
import type { ChangedRecord, FactChange } from '../domain/feed-change.ts'
import { listInWords } from '../domain/list.ts'
import type { FeedLoad } from './feed-load.ts'

/** What a feed did to a record, as lines of the record's history. */
export function historyOf({ feed, terms }: FeedLoad, record: ChangedRecord): FeedHistory[] {
  const of = `feed ${feed.id} of ${feed.source}`
  const codes = { rule: codesOf(terms.rules, ({ ruleId }) => ruleId), service: codesOf(terms.services, (id) => id) }
  const lines = record.changes.map((change) => ({
    recordId: record.id,
    what: change.what,
    ...beforeAndAfter(change, codes),
    reason: `${change.what === 'missing at source' ? 'Listed again by' : 'From'} ${of}`,
  }))
  if (record.leavesReview === null) return lines
  const news = record.changes.flatMap(({ what }) => newsOf[what] ?? [])
  const left = { recordId: record.id, what: 'review', before: null, after: null }
  return [...lines, { ...left, reason: `The source sent ${listInWords(news)} (${of})` }]
}

/** Why a record is not where it was, by what changed about it. */
const newsOf: Partial<Record<FactChange['what'], string>> = {
  'trigger date': 'a new trigger date',
  rule: 'another rule',
  service: 'another service',
}

type Codes = Record<'rule' | 'service', (id: number) => string>

function beforeAndAfter(change: FactChange, codes: Codes): { before: string | null; after: string | null } {
  switch (change.what) {
    case 'trigger date':
    case 'missing at source':
      return { before: change.before, after: change.after }
    case 'rule':
    case 'service': {
      const code = (id: number | null) => (id === null ? null : codes[change.what](id))
      return { before: code(change.before), after: code(change.after) }
    }
    case 'quantity':
      return { before: String(change.before), after: String(change.after) }
    default:
      return { before: null, after: null }
  }
}

const codesOf =
  <T>(things: Map<string, T>, idOf: (thing: T) => number) =>
  (id: number): string =>
    [...things].find(([, thing]) => idOf(thing) === id)?.[0] ?? ''

import type { HoldNamed } from '../../../db/queries/held.ts'
import type { Total } from '../../actions/record-page.ts'
import { holdInWords } from '../../domain/disposal-hold.ts'
import { FORGOTTEN } from '../../domain/forgotten.ts'
import type { RecordState } from '../../domain/held-record.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell, Tag } from '../components.ts'

/** Where a record stands, in a word or two. */
export const stateTags: Record<RecordState, Tag> = {
  open: { text: 'Open', colour: 'grey' },
  retained: { text: 'Retained', colour: 'teal' },
  due: { text: 'Due', colour: 'orange' },
  approved: { text: 'Approved for disposal', colour: 'yellow' },
  instructed: { text: 'Disposal instructed', colour: 'yellow' },
  failed: { text: 'Disposal failed', colour: 'red' },
  destroyed: { text: 'Destroyed', colour: 'green' },
  anonymised: { text: 'Anonymised', colour: 'green' },
  transferred: { text: 'Transferred', colour: 'green' },
  'already gone': { text: 'Already gone', colour: 'green' },
  permanent: { text: 'Kept permanently', colour: 'purple' },
}

export const missingTag: Tag = { text: 'Missing at source', colour: 'red' }

export const heldTag: Tag = { text: 'Held', colour: 'purple' }

export const backlogTag: Tag = { text: 'Backlog', colour: 'grey' }

/** A record’s reference, or in place of one that was erased its number here. */
export const referenceInWords = ({ id, reference }: { id: number; reference: string }): string =>
  reference.startsWith(FORGOTTEN) ? `Reference erased (record ${id})` : reference

/** How many records a list has, as far as they were counted. */
export const totalInWords = ({ records, exact }: Total): string =>
  (exact ? '' : 'at least ') + countOf(records, 'record')

/** The first of the holds that a record is under, which stands for the rest. */
export function heldBy([first, ...more]: HoldNamed[]): Cell {
  if (!first) return { text: '' }
  const detail = more.length === 0 ? null : `and ${countOf(more.length, 'other hold')}`
  return { text: holdInWords(first), href: `/disposal-holds/${first.id}`, detail }
}

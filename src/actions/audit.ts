import { randomBytes } from 'node:crypto'
import { appendEvent } from '../../db/queries/audit-events.ts'
import type { Db } from '../../db/schema.ts'
import {
  digestOfPerson,
  type EventDetails,
  type EventKind,
  type FieldChange,
  hashOfList,
  type Subject,
  whoIdOf,
} from '../domain/audit-event.ts'
import type { Instant } from '../domain/calendar.ts'
import { storable } from '../domain/storable.ts'
import type { Acting, By } from './acting.ts'

/**
 * What happened. `changes` and `facts` stay for good; `personal` holds the changes of fields that name a person, and can be
 * erased. `records`: the ids of the records that a bulk act was about, or their number with the hash of whatever lists them. `at`: the instant that
 * was written with the thing itself, where lists as at a day tell it by its event; left out: now.
 */
export type Happening = EventDetails & {
  kind: EventKind
  subject: Subject
  personal?: EventDetails
  records?: readonly number[] | { count: number; listHash: string | null }
  at?: Instant
}

const SALT_BYTES = 16

/** Writes an event at the end of the audit trail. `tx`: the transaction in which the thing itself is done, so that both stand or fall together. */
export async function recordEvent(tx: Db, acting: Acting, happening: Happening): Promise<number> {
  if (!tx.isTransaction) throw new Error('An event is written in the transaction of what it tells of')
  const { kind, subject, changes = [], facts = {}, records, at = acting.clock.now() } = happening
  const person = personOf(acting, happening.personal ?? {})
  const salt = randomBytes(SALT_BYTES).toString('hex')
  const list = listOf(records)
  return appendEvent(
    tx,
    {
      at,
      kind,
      whoId: whoIdOf(acting.who),
      whoRole: acting.who.role,
      subjectKind: subject.kind,
      subjectId: storable(subject.id),
      details: JSON.stringify({ changes, facts }),
      recordCount: list.count,
      listHash: list.listHash,
      requestId: storable(acting.requestId ?? ''),
      personDigest: person ? digestOfPerson(salt, person) : '',
    },
    person && { salt, ...person },
  )
}

/** A program has no name to erase. */
function personOf({ who, address = '' }: By, details: EventDetails) {
  const name = who.role === 'program' ? '' : who.name
  const { changes = [], facts = {} } = details
  if (name === '' && address === '' && changes.length === 0 && Object.keys(facts).length === 0) return null
  return { name: storable(name), address: storable(address), details: JSON.stringify({ changes, facts }) }
}

function listOf(records: Happening['records']): { count: number | null; listHash: string | null } {
  if (records === undefined) return { count: null, listHash: null }
  if ('listHash' in records) return records
  return { count: records.length, listHash: hashOfList(records) }
}

/** The fields in which two states of a thing differ, in the order of `fields`, which gives each the name that people know. */
export function changesBetween<T>(
  fields: readonly (readonly [name: string, words: (thing: T) => string | null])[],
  before: T,
  after: T,
): FieldChange[] {
  return fields.flatMap(([field, words]) => {
    const [was, is] = [words(before) || null, words(after) || null]
    return was === is ? [] : [{ field, before: was, after: is }]
  })
}

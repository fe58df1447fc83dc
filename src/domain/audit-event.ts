import { createHash } from 'node:crypto'
import type { Instant } from './calendar.ts'
import type { Agent } from './permission.ts'

/** What an event is about, by the noun of its page. */
export const subjectKinds = [
  'processing activity',
  'retention rule',
  'organisation',
  'service',
  'source system',
  'term',
  'privacy notice',
  'record feed',
  'record',
  'disposal review',
  'disposal instruction',
  'destruction certificate',
  'disposal incident',
  'disposal hold',
  'review request',
  'job run',
  'user',
  'API token',
  'list',
  'audit trail',
  'backup',
  'mail',
  'settings',
  'sample register',
] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** `id`: the code, the reference or the number by which the subject's page is found; never a record's reference. */
export type Subject = { kind: SubjectKind; id: string }

/** What was done, and how a sentence says it after the name of who did. */
export const eventKinds = {
  added: 'added it',
  changed: 'changed',
  renamed: 'renamed it',
  merged: 'merged duplicates',
  'records taken over': 'gave the service records of a duplicate',
  drafted: 'drafted',
  submitted: 'submitted it for approval',
  returned: 'returned it to be changed',
  approved: 'approved it',
  withdrawn: 'withdrew it',
  'finding accepted': 'accepted a finding as it is for now',
  'finding opened again': 'opened a finding again',
  'finding assigned': 'said who sees to a finding',
  retired: 'retired it',
  'brought back': 'brought it back',
  confirmed: 'confirmed it as it stands',
  'change asked for': 'said that something has changed',
  'change request closed': 'closed a request for a change',
  'review asked for': 'asked the owners for a review',
  exported: 'exported the list as a file',
  'feed sent': 'sent the feed',
  'feed loaded': 'loaded the feed',
  'feed refused': 'refused the feed as a whole',
  'feed failed': 'could not load the feed',
  'feed cancelled': 'cancelled the feed',
  'records left': 'took records out that may not be in a review any more',
  'records flagged': 'flagged records that are past their period',
  'review closed': 'closed it, since no record is left in it',
  'reminder made': 'reminded those who are to answer it',
  'exception set': 'set an exception',
  'exception undone': 'undid an exception',
  'extension asked for': 'asked information governance to agree that records are kept longer once more',
  'extension agreed to': 'agreed that records are kept longer once more',
  'extension refused': 'refused that records are kept longer once more',
  'extension request withdrawn': 'withdrew the request to keep records longer once more',
  'decision carried out': 'carried out a decision',
  'hold placed': 'placed it',
  'hold carried out': 'took what it catches out of reviews and approvals',
  'hold extended': 'kept it in force until another review',
  'hold lifted': 'lifted it',
  'disposal approved': 'approved the disposal',
  'kept longer': 'decided to keep all of it longer',
  'second approval given': 'gave the second approval',
  'sent back': 'sent it back to the manager',
  'disposal confirmed': 'confirmed the disposal',
  instructed: 'instructed the disposal',
  'instruction opened': 'opened it for the source system',
  'instruction fetched': 'fetched it for the first time',
  'disposal answered': 'answered what became of records',
  'answers accepted': 'accepted answers for the source system',
  'answers withdrawn': 'withdrew a file of answers',
  'recall asked': 'asked the source system to stop',
  'recall answered': 'answered that it was asked to stop',
  'taken back': 'took records back, so that they are kept',
  'instructed again': 'instructed again what had failed',
  'instruction closed': 'closed it, since every record has its answer',
  'recipient told': 'noted that a recipient was told',
  chased: 'chased it, since answers are missing after 30 days',
  'certificate issued': 'issued it',
  'record asked about': 'asked what became of a record',
  'membership proved': 'asked whether a record is in it',
  'incident found': 'found it',
  'incident assigned': 'said who sees to it',
  'incident closed': 'closed it',
  forgotten: 'made the inventory forget what was disposed of',
  'job ended': 'ran a job to its end',
  'job failed': 'ran a job that did not come to its end',
  'stop asked for': 'asked that the job be stopped',
  'dates recomputed': 'brought the dates of records up to date',
  'signed in': 'signed in',
  'sign-in failed': 'tried to sign in, without success',
  'signed out': 'signed out',
  'sessions ended': 'ended sessions',
  invited: 'sent an invitation',
  'invitation accepted': 'accepted the invitation and set a password',
  'reset asked for': 'asked for a link to set a new password',
  'reset sent': 'sent a link to set a new password',
  'password set': 'set a new password',
  suspended: 'suspended the account',
  reinstated: 'reinstated the account',
  'second factor added': 'added an authenticator app',
  'second factor removed': 'removed the authenticator app',
  'recovery codes made': 'made new recovery codes',
  'recovery code used': 'signed in with a recovery code',
  'linked to single sign-on': 'was linked to single sign-on',
  'unlinked from single sign-on': 'ended the link to single sign-on',
  'deputy named': 'named a deputy',
  'made deputy': 'made the person their deputy',
  'deputy ended': 'ended a time as deputy',
  'token issued': 'issued a token',
  'token revoked': 'revoked the token',
  'set up': 'set up the service',
  loaded: 'loaded it',
  'backed up': 'backed up the database',
  restored: 'put this backup in the place of the database',
  'trail verified': 'verified the trail',
  'trail broken': 'found the trail broken',
  'names erased': 'erased names and addresses past their period',
  'mail given up': 'gave up sending a message',
  'mail tried again': 'had messages that failed tried again',
} as const satisfies Record<string, string>
export type EventKind = keyof typeof eventKinds

/** A field that changed, by the name and in the words in which people know it; null: there was, or is, nothing. */
export type FieldChange = { field: string; before: string | null; after: string | null }

/** What stands in the chain of an event beside who and when. Nothing of it may name a person or a record's reference, title or location. */
export type EventDetails = { changes?: FieldChange[]; facts?: Record<string, string | number | boolean> }

/** What can be erased without breaking the chain: who it was by name, from which address, and changes of personal fields. */
export type EventPerson = { name: string; address: string; details: EventDetails }

/** An event as it stands in the chain. `listHash`: of the ids of the records it is about, see `hashOfList`. */
export type ChainedEvent = {
  id: number
  at: Instant
  kind: EventKind
  whoId: string
  whoRole: Agent['role']
  subjectKind: SubjectKind
  subjectId: string
  details: string
  recordCount: number | null
  listHash: string | null
  requestId: string
  personDigest: string
  previousHash: string
}

/** The hash before the first event. */
export const NO_HASH = '0'.repeat(64)

/** The hash of an event: SHA-256, in hex, over the JSON list of everything that is chained, the hash of the one before included. */
export const hashOfEvent = (event: ChainedEvent): string =>
  sha256(
    JSON.stringify([
      event.previousHash,
      event.id,
      event.at,
      event.kind,
      event.whoId,
      event.whoRole,
      event.subjectKind,
      event.subjectId,
      event.details,
      event.recordCount,
      event.listHash,
      event.requestId,
      event.personDigest,
    ]),
  )

/** What stands in the chain for the personal part of an event: it proves what was said there, and without the salt gives nothing away. */
export const digestOfPerson = (salt: string, { name, address, details }: EventPersonText): string =>
  sha256(JSON.stringify([salt, name, address, details]))

/** The personal part of an event with its details as the text that is stored. */
export type EventPersonText = Omit<EventPerson, 'details'> & { details: string }

/** The hash of a list of records by their ids, in ascending order and one a line: whoever has the list can prove that it was this one. */
export const hashOfList = (ids: Iterable<number>): string => sha256([...ids].sort((a, b) => a - b).join('\n'))

/** The hash of a list that grows while the work goes on: `add` takes ids in ascending order, and the end is that of `hashOfList`. */
export function growingHash(): { add: (ids: readonly number[]) => void; end: () => string } {
  const hash = createHash('sha256')
  let first = true
  return {
    add: (ids) => {
      if (ids.length === 0) return
      hash.update(`${first ? '' : '\n'}${ids.join('\n')}`)
      first = false
    },
    end: () => hash.digest('hex'),
  }
}

/** How the chain names whoever acted: a person or token by number, a program by name, a stranger not at all. */
export function whoIdOf(who: Agent): string {
  if (who.role === 'nobody') return ''
  if (who.role === 'program') return who.name
  return who.role === 'source system' ? `token ${who.tokenId}` : String(who.id)
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

import type { Subject, SubjectKind } from '../../domain/audit-event.ts'
import { may, type Permission, type User } from '../../domain/permission.ts'
import { capital } from '../job-runs/words.ts'

type Place = { path: string; needs: Permission }

/** The pages on which subjects are found by their id. */
const places: Partial<Record<SubjectKind, Place>> = {
  'processing activity': { path: '/processing-activities', needs: 'read the register' },
  'retention rule': { path: '/retention-rules', needs: 'read the schedule' },
  organisation: { path: '/organisations', needs: 'read the register' },
  service: { path: '/services', needs: 'read the register' },
  term: { path: '/terms', needs: 'read the register' },
  'privacy notice': { path: '/privacy-notices', needs: 'read the register' },
  'source system': { path: '/source-systems', needs: 'read the register' },
  'record feed': { path: '/record-feeds', needs: 'read record feeds' },
  record: { path: '/records', needs: 'read records' },
  'disposal review': { path: '/disposal-reviews', needs: 'read disposal reviews' },
  'disposal hold': { path: '/disposal-holds', needs: 'read disposal holds' },
  'disposal instruction': { path: '/disposal-instructions', needs: 'read disposal instructions' },
  'destruction certificate': { path: '/destruction-certificates', needs: 'read disposals' },
  'disposal incident': { path: '/disposal-incidents', needs: 'read disposal incidents' },
  'review request': { path: '/review-requests', needs: 'read the register' },
  'job run': { path: '/job-runs', needs: 'read job runs' },
  user: { path: '/users', needs: 'read accounts' },
}

/** What an event is about, in words: `Retention rule LIB-01`. */
export const subjectInWords = ({ kind, id }: Subject): string => `${capital(kind)}${id === '' ? '' : ` ${id}`}`

/** The page of what an event is about, or null where there is none that this person may open. */
export function subjectHref(user: User, { kind, id }: Subject): string | null {
  const place = places[kind]
  return place && id !== '' && may(user, place.needs) ? `${place.path}/${encodeURIComponent(id)}` : null
}

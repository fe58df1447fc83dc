import type { ReviewWork } from '../../../db/queries/review-work.ts'
import type { Instant } from '../../domain/calendar.ts'
import { countedInWords, type ProgressView } from '../progress.ts'

/** How far the carrying out of a decision on many records is. */
export function workProgress({ kind, askedByName, done, total, askedAt }: ReviewWork, now: Instant): ProgressView {
  const words = countedInWords({ done, total, from: 0, since: done === 0 ? null : askedAt }, 'record', now)
  return { label: `${labels[kind]}, as ${askedByName} decided`, done, total, words }
}

const labels: Record<ReviewWork['kind'], string> = {
  exception: 'An exception takes effect',
  undo: 'An exception is being undone',
  'approve disposal': 'The approval of the disposal is being written down for each record',
  'send back': 'The review is being sent back',
}

import type { Reader } from '../../db/queries/digest.ts'
import { countOf } from '../domain/list.ts'
import type { DigestFacts } from './digest-facts.ts'
import type { Section } from './digest-reviews.ts'

/** The requests to keep records longer once more that a person of information governance may answer. */
export function extensionSections(reader: Reader, { extensionsAsked }: DigestFacts, baseUrl: string): Section[] {
  const waiting = extensionsAsked.filter(({ askedById }) => askedById !== reader.id)
  if (waiting.length === 0) return []
  const heading = `${countOf(waiting.length, 'request')} to keep records longer once more ${waiting.length === 1 ? 'waits' : 'wait'} for your answer`
  const list = waiting.map(({ id, reviewId, recordSeries, service }) => ({
    text: `${recordSeries}, ${service ?? 'no service'}`,
    href: `${baseUrl}/disposal-reviews/${reviewId}/extension-requests/${id}`,
  }))
  return [{ subject: heading, blocks: [{ heading }, { list }] }]
}

import type { RecordHistory } from '../../../db/queries/record-show.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'

type Change = Pick<RecordHistory['changes'][number], 'what' | 'before' | 'after'>

/** A change of a record in words; what it was and became is left out where that has been erased. */
export function changeInWords({ what, before, after }: Change): string {
  const [was, is] = [inWords(before), inWords(after)]
  switch (what) {
    case 'review':
      return was === null ? 'Left its disposal review' : `Left ${lowered(was.replace(/, since .*/, ''))}`
    case 'missing at source':
      if (is !== null) return 'Missing at source'
      return was === null ? 'Missing at source, or listed again' : 'Listed by its source again'
    case 'kept until':
      return extension(was, is)
    default:
      return fromTo(`${capital(what)} changed`, was, is)
  }
}

/** The review that a record left, and the day on which it had come into it, where the change says so. */
export function reviewLeft({ what, before }: Change): { reviewId: number; flaggedOn: IsoDate } | null {
  const [, reviewId, flaggedOn] = /^Disposal review (\d+), since (\d{4}-\d{2}-\d{2})$/.exec(before ?? '') ?? []
  return what === 'review' && reviewId && flaggedOn ? { reviewId: Number(reviewId), flaggedOn } : null
}

function fromTo(words: string, was: string | null, is: string | null): string {
  if (was === null && is === null) return words
  return `${words}: ${is ?? 'none'} (was ${was ?? 'none'})`
}

function extension(was: string | null, is: string | null): string {
  if (is === null) return was === null ? 'Kept longer' : `No longer kept until ${was}`
  return `Kept until ${is}${was === null ? '' : ` (before, until ${was})`}`
}

const inWords = (value: string | null): string | null =>
  value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) ? dateInWords(value) : value

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

import type { DeputyRow } from '../../../db/queries/deputies.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { type DeputyState, deputyState } from '../../domain/deputy.ts'
import type { Line, Tag } from '../components.ts'

export const LIST = '/deputies'

/** How a time as deputy stands, in a word or two. */
export const stateTags: Record<DeputyState, Tag> = {
  now: { text: 'Now', colour: 'green' },
  'to come': { text: 'To come', colour: 'blue' },
  over: { text: 'Over', colour: 'grey' },
  ended: { text: 'Ended early', colour: 'grey' },
  lapsed: { text: 'Does not count', colour: 'orange' },
}

/** The days of a time as deputy. */
export const daysInWords = ({ fromOn, toOn }: Pick<DeputyRow, 'fromOn' | 'toOn'>): string =>
  fromOn === toOn ? `on ${dateInWords(fromOn)}` : `from ${dateInWords(fromOn)} to ${dateInWords(toOn)}`

/** Times as deputy as lines of a summary, each told from the side of one of the people, or of the service. */
export const deputyLines = (deputies: DeputyRow[], today: IsoDate, told: (deputy: DeputyRow) => string): Line[] =>
  deputies.map((deputy) => {
    const state = deputyState(deputy, today)
    return { text: `${told(deputy)}, ${daysInWords(deputy)}`, tag: state === 'now' ? null : stateTags[state] }
  })

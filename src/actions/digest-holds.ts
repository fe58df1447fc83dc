import { dateInWords } from '../domain/calendar.ts'
import { holdInWords } from '../domain/disposal-hold.ts'
import { countOf } from '../domain/list.ts'
import type { DigestFacts } from './digest-facts.ts'
import type { Section } from './digest-reviews.ts'

const MOST_LISTED = 10

/** The holds that nobody has looked at by their review dates: they stay in force, and somebody has to say whether they should. */
export function holdSections({ holdsPastReview: late, heldPastPeriod }: DigestFacts, baseUrl: string): Section[] {
  if (late.length === 0) return []
  const heading = `${countOf(late.length, 'disposal hold')} ${late.length === 1 ? 'is' : 'are'} past the day to be reviewed`
  const list = late.slice(0, MOST_LISTED).map((hold) => ({
    text: `${holdInWords(hold)}: to be reviewed by ${dateInWords(hold.reviewOn)}`,
    href: `${baseUrl}/disposal-holds/${hold.id}`,
  }))
  const kept =
    heldPastPeriod === 0
      ? []
      : [{ text: `Holds keep ${countOf(heldPastPeriod, 'record')} that would be past their period.` }]
  const all = { link: 'See the list', href: `${baseUrl}/disposal-holds?state=past+its+review` }
  return [{ subject: heading, blocks: [{ heading }, { list }, ...kept, all] }]
}

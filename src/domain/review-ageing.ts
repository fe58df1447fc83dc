import { daysBetween, type IsoDate } from './calendar.ts'

/** How long a review is past the day to answer by: the most days of each, inclusive; the last has no end. */
export const ages = [
  { name: 'not past it', upTo: 0 },
  { name: '1 to 14 days', upTo: 14 },
  { name: '15 to 28 days', upTo: 28 },
  { name: '29 to 90 days', upTo: 90 },
  { name: 'more than 90 days', upTo: Number.POSITIVE_INFINITY },
] as const
export type Age = (typeof ages)[number]['name']

/** A review that waits, as far as its age is concerned. */
export type AgeingReview = {
  serviceCode: string | null
  serviceName: string | null
  reviewBy: IsoDate
  records: number
}

/** The reviews of one service that are of one age: how many, of how many records, and the earliest day to answer by. */
export type AgedReviews = {
  serviceCode: string | null
  serviceName: string | null
  age: Age
  reviews: number
  records: number
  earliest: IsoDate
}

/** How long a review is past the day to answer by, on a day. */
function ageOf(reviewBy: IsoDate, today: IsoDate): Age {
  const late = daysBetween(reviewBy, today)
  return ages.find(({ upTo }) => late <= upTo)?.name ?? 'more than 90 days'
}

/** Reviews by service and age, the services in the order in which they come, the ages from the youngest. */
export function agedReviews(reviews: readonly AgeingReview[], today: IsoDate): AgedReviews[] {
  const byService = Map.groupBy(reviews, ({ serviceCode }) => serviceCode)
  return [...byService.values()].flatMap((of) =>
    ages.flatMap(({ name: age }) => {
      const some = of.filter(({ reviewBy }) => ageOf(reviewBy, today) === age)
      const [first] = some
      if (!first) return []
      const { serviceCode, serviceName } = first
      const records = some.reduce((sum, review) => sum + review.records, 0)
      const earliest = some.map(({ reviewBy }) => reviewBy).sort()[0] ?? first.reviewBy
      return [{ serviceCode, serviceName, age, reviews: some.length, records, earliest }]
    }),
  )
}

import { daysBetween, type IsoDate, londonDate } from './calendar.ts'

/** A review that was answered: opened, to be answered by, decided, and approved by a second person where that was asked for. */
export type TimedReview = {
  serviceCode: string | null
  serviceName: string | null
  openedOn: IsoDate
  reviewBy: IsoDate
  decidedAt: string
  secondAt: string | null
}

/** How long the reviews of a service took to be answered, in days from their opening; `late`: answered after the day to answer by. */
export type DecisionTimes = {
  serviceCode: string | null
  serviceName: string | null
  reviews: number
  median: number
  ninetieth: number
  longest: number
  late: number
  seconds: number
  secondMedian: number | null
}

/** The times of each service, in the order in which they come. A second approval is counted from the first decision. */
export function decisionTimes(reviews: readonly TimedReview[]): DecisionTimes[] {
  return [...Map.groupBy(reviews, ({ serviceCode }) => serviceCode).values()].map((of) => {
    const days = sorted(of.map((review) => daysBetween(review.openedOn, londonDate(review.decidedAt))))
    const seconds = sorted(
      of.flatMap(({ decidedAt, secondAt }) =>
        secondAt === null ? [] : [daysBetween(londonDate(decidedAt), londonDate(secondAt))],
      ),
    )
    return {
      ...{ serviceCode: of[0]?.serviceCode ?? null, serviceName: of[0]?.serviceName ?? null, reviews: of.length },
      ...{ median: quantile(days, HALF), ninetieth: quantile(days, NINE_TENTHS), longest: days.at(-1) ?? 0 },
      late: of.filter(({ reviewBy, decidedAt }) => londonDate(decidedAt) > reviewBy).length,
      ...{ seconds: seconds.length, secondMedian: seconds.length === 0 ? null : quantile(seconds, HALF) },
    }
  })
}

const HALF = 0.5
const NINE_TENTHS = 0.9

const sorted = (numbers: number[]): number[] => numbers.sort((a, b) => a - b)

/** The least number that a share of them does not exceed. */
const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0

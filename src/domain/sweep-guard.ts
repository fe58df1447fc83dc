import { dateInWords, daysBetween, type IsoDate } from './calendar.ts'
import { countOf } from './list.ts'

/** Hours after the last successful sweep from which it counts as missed. */
export const SWEEP_LATE_HOURS = 36

const MOST_DAYS_BACK = 7
const MOST_DAYS_ON = 45

/** A sweep about to start. `lastAsOf`: the day of the last successful one, null before the first. */
export type SweepRequest = { asOf: IsoDate; today: IsoDate; lastAsOf: IsoDate | null; confirmed: boolean }

/**
 * Why a sweep may not run, in a sentence, or null when it may.
 *
 * A date after today is refused always: it would destroy early. A date far from the last sweep means that a clock is wrong
 * unless a person says that it is right: with a wrong clock the sweep would flag the whole estate.
 */
export function sweepRefusal({ asOf, today, lastAsOf, confirmed }: SweepRequest): string | null {
  if (asOf > today)
    return `${dateInWords(asOf)} is in the future: a sweep for it would flag records before their time. Today is ${dateInWords(today)}.`
  if (lastAsOf === null || confirmed) return null
  const days = daysBetween(lastAsOf, asOf)
  if (days >= -MOST_DAYS_BACK && days <= MOST_DAYS_ON) return null
  const distance = `${countOf(Math.abs(days), 'day')} ${days < 0 ? 'before' : 'after'}`
  return `${dateInWords(asOf)} is ${distance} the last sweep, as at ${dateInWords(lastAsOf)}. If the date is right, confirm it; if not, set the server’s clock right first.`
}

/** The nights between the last successful sweep and this one on which none ran; this one makes up for all of them. */
export const daysMissed = (lastAsOf: IsoDate | null, asOf: IsoDate): number =>
  lastAsOf === null ? 0 : Math.max(0, daysBetween(lastAsOf, asOf) - 1)

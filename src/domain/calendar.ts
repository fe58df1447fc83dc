import { DateTime, Info } from 'luxon'

/** A civil date, `YYYY-MM-DD`; text order is date order. */
export type IsoDate = string

/** A moment, ISO 8601 in UTC ending in `Z`. */
export type Instant = string

/** Where "now" comes from, so that tests and demonstrations can stop it. */
export type Clock = { today: () => IsoDate; now: () => Instant }

/** A length of civil time; every part a whole number of at least 0. */
export type Period = { years: number; months: number; days: number }

/** From which day a period is counted: the trigger itself, or the last day of the period that the trigger falls in. */
export const countedFromKinds = [
  'trigger',
  'month_end',
  'calendar_year_end',
  'financial_year_end',
  'academic_year_end',
  'tax_year_end',
] as const
export type CountedFrom = (typeof countedFromKinds)[number]

const ZONE = 'Europe/London'
/** The years in which the dates lie that are read, both included. */
export const FIRST_YEAR = 1900
export const LAST_YEAR = 2200
/** In UTC, which has no clock changes. */
const DAY_MS = 86_400_000

/** The civil date in Europe/London at an instant, whatever the server's own clock zone. */
export function londonDate(at: Instant): IsoDate {
  return isoOf(DateTime.fromISO(at, { zone: ZONE }))
}

/** The instant at which a day begins in London. */
export function startOfDay(date: IsoDate): Instant {
  return DateTime.fromISO(date, { zone: ZONE }).toUTC().toISO() ?? date
}

/** The clock of a running service: London dates and UTC instants from `now`; a stopped date keeps its day for ever. */
export function clockFrom(now: () => Date, stoppedOn?: IsoDate): Clock {
  if (stoppedOn) return { today: () => stoppedOn, now: () => `${stoppedOn}T${now().toISOString().slice(11)}` }
  return { today: () => londonDate(now().toISOString()), now: () => now().toISOString() }
}

/**
 * Reads a date as people and files write it: `2019-06-14` or `14/06/2019` (day first, always).
 *
 * Null when it is anything else: a day that does not exist, a time, a year before 1900 or after 2200.
 */
export function readDate(text: string): IsoDate | null {
  const date = dateOfAnyYear(text)
  return date !== null && isOfYearsTaken(date) ? date : null
}

/** True for what is a date, and is not taken only because its year is before 1900 or after 2200. */
export function isDateOfOtherYears(text: string): boolean {
  const date = dateOfAnyYear(text)
  return date !== null && !isOfYearsTaken(date)
}

function dateOfAnyYear(text: string): IsoDate | null {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : britishToIso(text)
  return iso !== null && utc(iso).isValid ? iso : null
}

function isOfYearsTaken(date: IsoDate): boolean {
  const year = Number(date.slice(0, 4))
  return year >= FIRST_YEAR && year <= LAST_YEAR
}

function britishToIso(text: string): string | null {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  if (!parts?.[1] || !parts[2] || !parts[3]) return null
  return `${parts[3]}-${parts[2].padStart(2, '0')}-${parts[1].padStart(2, '0')}`
}

/** The date a whole number of days later (earlier when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  return isoOf(DateTime.fromMillis(utc(date).toMillis() + days * DAY_MS, { zone: 'utc' }))
}

/** Days from one date to another; negative when the second is the earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (utc(to).toMillis() - utc(from).toMillis()) / DAY_MS
}

/**
 * A date plus a period in one step; a day the month lacks becomes its last (29 February + 1 year = 28 February).
 *
 * Years and months first, then days. Source: the corresponding-date rule. The limits on dates and periods keep years to four digits.
 */
export function addPeriod(date: IsoDate, period: Period): IsoDate {
  return isoOf(utc(date).plus(period))
}

/** The date a whole number of months earlier; a day the month lacks becomes its last. */
export function monthsBefore(date: IsoDate, months: number): IsoDate {
  return isoOf(utc(date).minus({ months }))
}

/** As `addPeriod`, but a missing 29 February becomes 1 March: the day on which a person born on it comes of age. */
export function birthday(date: IsoDate, period: Period): IsoDate {
  const clamped = utc(date).plus({ years: period.years, months: period.months })
  const rolled =
    date.endsWith('-02-29') && clamped.month === 2 && clamped.day === 28 ? clamped.plus({ days: 1 }) : clamped
  return isoOf(rolled.plus({ days: period.days }))
}

/** The last day of the month that a date falls in. */
export function monthEnd(date: IsoDate): IsoDate {
  return isoOf(utc(date).endOf('month'))
}

/** The first `MM-DD` on or after a date: the end of the year, of whichever kind, that the date falls in. */
export function yearEnd(date: IsoDate, monthAndDay: string): IsoDate {
  const year = Number(date.slice(0, 4))
  const end = `${year}-${monthAndDay}`
  return date <= end ? end : `${year + 1}-${monthAndDay}`
}

/** A date in words: `14 March 2021`. */
export function dateInWords(date: IsoDate): string {
  return `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`
}

/** Once and for all: a page has a hundred dates, and formatting each anew would take a tenth of its time. */
const MONTHS = Info.months('long', { locale: 'en-GB' })

/** An instant in words, London time: `14 March 2021, 06:00`. */
export function instantInWords(at: Instant): string {
  return DateTime.fromISO(at, { zone: ZONE }).setLocale('en-GB').toFormat('d MMMM yyyy, HH:mm')
}

/** Hours from one instant to another. */
export function hoursBetween(from: Instant, to: Instant): number {
  return DateTime.fromISO(to).diff(DateTime.fromISO(from), 'hours').hours
}

/** Seconds from one instant to another; negative when the second is the earlier. */
export function secondsBetween(from: Instant, to: Instant): number {
  return DateTime.fromISO(to).diff(DateTime.fromISO(from), 'seconds').seconds
}

/** The instant a whole number of seconds later (earlier when negative). */
export function addSeconds(at: Instant, seconds: number): Instant {
  return DateTime.fromMillis(Date.parse(at) + seconds * 1000, { zone: 'utc' }).toISO() ?? at
}

/** An instant as libraries take it. */
export function asDate(at: Instant): Date {
  return DateTime.fromISO(at).toJSDate()
}

/** From its parts: having Luxon read the text takes twice as long, and a feed of millions asks for it for each. */
const utc = (date: IsoDate): DateTime =>
  DateTime.utc(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)))

const isoOf = (date: DateTime): IsoDate => date.toISODate() ?? date.toString()

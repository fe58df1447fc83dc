import { z } from 'zod'
import { optionalName, optionalText } from './activity-text.ts'
import { readDate } from './calendar.ts'
import { standings } from './processing-activity.ts'

const MOST_ROWS = 200
const LINES = /^L\d{1,5}(-L?\d{1,5})?(,L\d{1,5}(-L?\d{1,5})?)*$/

/** A choice that may be left open: a blank answer is null. */
export const orNull = <S extends z.ZodType>(schema: S) => z.preprocess((value) => (value === '' ? null : value), schema)

const evidence = {
  standing: z.enum(standings, { error: 'Choose whether this is stated, proposed or confirmed' }).default('confirmed'),
  notice: optionalName('the notice'),
  lines: optionalText('the lines', 200).transform((text, context) => {
    const lines = text.replaceAll(' ', '')
    if (lines !== '' && !LINES.test(lines))
      context.addIssue({ code: 'custom', message: 'Enter the lines of the notice as L11 or L11,L17-19' })
    return lines === '' ? null : lines
  }),
  /** Who answers for it and since when: never what a form says, and settled when the draft is saved. */
  byName: z.preprocess(() => null, z.string().nullable().default(null)),
  byOn: z.preprocess(() => null, z.string().nullable().default(null)),
  /** The trace of the row that the form began with, see `traceOf`; absent for a new row. */
  was: orNull(
    z
      .string({ error: 'Open the form again: it does not say which row this was' })
      .regex(/^[0-9a-f]{12}\.[0-9a-f]{12}$/, 'Open the form again: it does not say which row this was')
      .nullable()
      .default(null),
  ),
}

/** A row of a list with its evidence. */
export const row = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ ...shape, ...evidence }).superRefine((entry, context) => {
    const { standing, notice, lines } = entry as { standing: string; notice: string | null; lines: string | null }
    if (standing === 'stated' && notice === null)
      context.addIssue({
        code: 'custom',
        path: ['notice'],
        message: 'Choose the notice that states this, or mark it as confirmed',
      })
    if (lines !== null && notice === null)
      context.addIssue({ code: 'custom', path: ['notice'], message: 'Choose the notice that these lines belong to' })
  })

/** A list of rows. */
export const rows = <S extends z.ZodType>(entry: S, many: string) =>
  z.array(entry).max(MOST_ROWS, `List ${MOST_ROWS} ${many} or fewer`).default([])

/** Refuses a row in which both fields are blank, under the first of them. */
export const eitherOf =
  (first: string, second: string, message: string) => (entry: object, context: z.RefinementCtx) => {
    const { [first]: one, [second]: other } = entry as Record<string, unknown>
    if (!one && !other) context.addIssue({ code: 'custom', path: [first], message })
  }

/** A date that may be left blank. `what` completes “Enter … as a date”. */
export const optionalDate = (what: string) =>
  optionalText(what, 30).transform((text, context) => {
    const date = text === '' ? null : readDate(text)
    if (text !== '' && date === null)
      context.addIssue({ code: 'custom', message: `Enter ${what} as a date, for example 31/03/2027` })
    return date
  })

/** Refuses a second row with the same key, under one of its fields. */
export const onceEach =
  <Entry extends object>(key: (entry: Entry) => string, field: string, message: (entry: Entry) => string) =>
  (entries: Entry[], context: z.RefinementCtx) => {
    const seen = new Set<string>()
    entries.forEach((entry, at) => {
      if (seen.has(key(entry))) context.addIssue({ code: 'custom', path: [at, field], message: message(entry) })
      seen.add(key(entry))
    })
  }

import { z } from 'zod'

const SHOWABLE = /^(?:[^\p{Cc}]|[\n\t])*$/u

/** Lines end in one way only, so that a text which a browser sends back unchanged stays equal to itself. Null is blank. */
function tidy(value: unknown): unknown {
  if (value === null) return ''
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : value
}

/** A text that may be left blank. `what` completes “Shorten …”. */
export const optionalText = (what: string, longest: number) =>
  z.preprocess(
    tidy,
    z
      .string({ error: `Enter ${what} once, as text` })
      .max(longest, `Shorten ${what} to ${longest.toLocaleString('en-GB')} characters or fewer`)
      .regex(SHOWABLE, `Remove from ${what} the characters that cannot be shown`)
      .default(''),
  )

/** A text that must be given. `what` completes “Enter …”. */
export const requiredText = (what: string, longest: number) =>
  optionalText(what, longest).pipe(z.string().min(1, `Enter ${what}`))

/** A code or name that may be left blank, which then is null. */
export const optionalName = (what: string, longest = 200) =>
  optionalText(what, longest).transform((text) => (text === '' ? null : text))

/** One of a list of values; anything else, also nothing, is answered with `text`. */
export const oneOf = <const T extends readonly string[]>(values: T, text: string) => z.enum(values, { error: text })

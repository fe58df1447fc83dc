import type { Request } from 'express'
import { z } from 'zod'
import { readDate } from '../domain/calendar.ts'
import { listInWords } from '../domain/list.ts'
import { PageError } from './errors.ts'

/**
 * The query string of a page, checked; blank parameters count as not given.
 *
 * Throws a 400 that names the parameter: a filter that is misspelt must never silently show everything. `what`: what it calls itself.
 */
export function readQuery<Shape extends z.ZodRawShape>(
  shape: Shape,
  req: Request,
  what = 'page',
): z.output<z.ZodObject<Shape>> {
  const known = Object.keys(shape)
  const given = Object.entries(req.query).filter(([, value]) => ![value].flat().every(isBlank))
  const unknown = given.map(([name]) => name).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new PageError(
      400,
      `This ${what} does not know ${listInWords(unknown.map((name) => `“${name.slice(0, 50)}”`))}. It takes ${known.length === 0 ? 'none' : listInWords(known)}.`,
      unknown,
    )
  const result = readerOf(shape).safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const { issues } = result.error
  throw new PageError(
    400,
    issues.map(inWords).join(' '),
    issues.map(({ path }) => path.join('.')),
  )
}

/** What a person types is spoken of as the form calls it; the rest stands in addresses alone, and goes by its name there. */
const inWords = (issue: z.core.$ZodIssue): string =>
  issue.code === 'custom' && issue.params?.inWords === true
    ? issue.message
    : `${issue.path.join('.')}: ${issue.message}.`

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === ''

const readers = new WeakMap<z.ZodRawShape, z.ZodObject>()

/** Made once for each page: to make one takes longer than reading what was asked. */
function readerOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  const known = readers.get(shape)
  if (known) return known as z.ZodObject<Shape>
  const made = z.object(shape)
  readers.set(shape, made)
  return made
}

/** A short text in a query string. */
export const queryText = z
  .string({ error: 'give it once, as text' })
  .trim()
  .max(200, 'at most 200 characters')
  .optional()

/** A whole number in a query string. */
export const queryNumber = z
  .string({ error: 'give it once' })
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)
  .optional()

/** The number of a page of a list, from 1 on. */
export const queryPage = z
  .string({ error: 'give it once' })
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
  .transform(Number)
  .optional()

/** A date in a query string. `label`: what the form calls it. */
export const queryDate = (label: string) =>
  z
    .string({ error: 'give it once' })
    .transform((text, context) => {
      const date = readDate(text.trim())
      if (date !== null) return date
      const message = `“${label}” must be a date that there is, such as 31/03/2027 or 2027-03-31: “${text.trim().slice(0, 50)}” is none.`
      context.addIssue({ code: 'custom', message, params: { inWords: true } })
      return z.NEVER
    })
    .optional()

/** One of a list in a query string. */
export const queryChoice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).optional()

/** A code in a path such as `/organisations/CCC`, which may be written in any capitals. */
export const pathCode = (req: Request, name = 'code'): string => String(req.params[name] ?? '').toUpperCase()

/** The number in a path such as `/records/7`, or undefined when it is none (which is then not found). */
export function pathId(req: Request, name = 'id'): number | undefined {
  const text = String(req.params[name] ?? '')
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** A query string of the given parameters, without the blank ones; empty or starting with `?`. */
export function queryString(parameters: Record<string, string | number | undefined | null>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

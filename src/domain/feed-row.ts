import { FIRST_YEAR, type IsoDate, isDateOfOtherYears, LAST_YEAR, readDate } from './calendar.ts'
import { FORGOTTEN } from './forgotten.ts'
import { type Checked, type Problem, refused } from './problem.ts'
import type { TriggerKind } from './retention-rule.ts'

/** The columns of a record feed. Without a trigger date new records are open, and known ones keep theirs. */
export const feedColumns = ['reference', 'rule', 'trigger_date', 'title', 'quantity', 'location', 'service'] as const
export type FeedColumn = (typeof feedColumns)[number]
export const requiredColumns = ['reference', 'rule'] as const satisfies readonly FeedColumn[]

/** Where the columns stand in a file: how many it has, and the place of each that is known. */
export type FeedLayout = { width: number; places: Partial<Record<FeedColumn, number>> }

/** What rows are checked against. `limitedTo`: the services whose records the source may hold; null: any. */
export type FeedTerms<Rule> = {
  source: string
  rules: Map<string, Rule>
  services: Map<string, number>
  limitedTo: Set<number> | null
  defaultServiceId: number | null
  today: IsoDate
}

type FeedRule = { triggerKind: TriggerKind; serviceId: number | null; status: 'in force' | 'retired' }

/**
 * What a row says of its record. Null in title, quantity or location: the file has no such column and says nothing of it.
 *
 * `dated` false: it has no trigger dates either, so that the null in `triggerOn` says nothing.
 */
export type FeedRow<Rule> = {
  reference: string
  rule: Rule
  triggerOn: IsoDate | null
  dated: boolean
  serviceId: number | null
  title: string | null
  quantity: number | null
  location: string | null
}

const LONGEST_REFERENCE = 200
const LONGEST_TEXT = 1000
const MOST_QUANTITY = 999_999_999
const MOST_DATES = 50_000

/**
 * A reader of a feed's rows: it turns the fields of one into what they say, or into everything that is wrong with them.
 *
 * A record's service is the row's, else its rule's, else the source's default, else none.
 */
export function feedRowReader<Rule extends FeedRule>(layout: FeedLayout, terms: FeedTerms<Rule>) {
  const dateOf = rememberedDates()
  const { reference, rule, trigger_date, title, quantity, location, service } = layout.places

  return (fields: readonly string[]): Checked<FeedRow<Rule>> => {
    if (fields.length !== layout.width) return refused('', wrongWidth(fields.length, layout.width))
    const problems: Problem[] = []
    const say = (field: FeedColumn, text: string | null) => {
      if (text !== null) problems.push({ field, text })
    }
    const at = (place: number | undefined) => (place === undefined ? '' : (fields[place] ?? ''))
    const textAt = (place: number | undefined) => (place === undefined ? null : at(place))

    const dated = trigger_date !== undefined
    const text = { reference: at(reference), title: textAt(title), location: textAt(location) }
    say('reference', wrongReference(text.reference))
    const found = byCode(terms.rules, at(rule))
    say('rule', found ? retired(found, at(rule)) : missingOrUnknown('rule', at(rule)))
    const triggerOn = at(trigger_date) === '' ? null : dateOf(at(trigger_date))
    say('trigger_date', wrongDate(at(trigger_date), triggerOn, found?.triggerKind, terms.today))
    say('title', tooLong(text.title, 'title'))
    say('location', tooLong(text.location, 'location'))
    const count = at(quantity) === '' ? 1 : wholeNumber(at(quantity))
    say('quantity', count === null ? wrongQuantity(at(quantity)) : null)
    const own = at(service) === '' ? undefined : byCode(terms.services, at(service))
    say('service', at(service) !== '' && own === undefined ? missingOrUnknown('service', at(service)) : null)
    const serviceId = own ?? found?.serviceId ?? terms.defaultServiceId
    say('service', outOfLimits(serviceId, terms))
    if (!found || problems.length > 0) return { ok: false, problems }
    return {
      ok: true,
      value: {
        reference: text.reference,
        rule: found,
        triggerOn,
        dated,
        serviceId,
        title: text.title,
        quantity: quantity === undefined ? null : count,
        location: text.location,
      },
    }
  }
}

/** The texts of a row that may be the reference of a record: of a row of another width, any of them. */
export function possibleReferences(layout: FeedLayout, fields: readonly string[]): string[] {
  const given = fields.length === layout.width ? [fields[layout.places.reference ?? 0] ?? ''] : fields
  return given.filter((text) => text !== '')
}

/** Feeds repeat few dates many times, so that each is read once. */
function rememberedDates(): (text: string) => IsoDate | null {
  const known = new Map<string, IsoDate | null>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const date = readDate(text)
    if (known.size >= MOST_DATES) known.clear()
    known.set(text, date)
    return date
  }
}

const byCode = <T>(things: Map<string, T>, code: string): T | undefined =>
  things.get(code) ?? things.get(code.toUpperCase())

const wrongWidth = (found: number, expected: number): string =>
  `The row has ${found} fields and the header ${expected}. A value that holds the delimiter must stand in quotes.`

function wrongReference(text: string): string | null {
  if (text === '') return 'The reference is missing.'
  if (text.length > LONGEST_REFERENCE && [...text].length > LONGEST_REFERENCE)
    return `The reference is longer than ${LONGEST_REFERENCE} characters.`
  if (/\p{Cc}/u.test(text)) return 'The reference holds a line end or another control character.'
  return text.startsWith(FORGOTTEN) ? `A reference may not begin with “${FORGOTTEN}”.` : null
}

function wrongDate(text: string, date: IsoDate | null, kind: TriggerKind | undefined, today: IsoDate): string | null {
  if (text === '') return null
  if (date === null && isDateOfOtherYears(text))
    return `“${text}” is not taken: dates may be of the years ${FIRST_YEAR} to ${LAST_YEAR}.`
  if (date === null) return `“${shown(text)}” is not a date. Write it as 2019-06-14 or 14/06/2019.`
  if (date <= today || kind === undefined || kind === 'fixed_date') return null
  return `${date} is in the future: only a rule with a fixed date may count from one.`
}

const missingOrUnknown = (what: 'rule' | 'service', code: string): string =>
  code === '' ? `The ${what} is missing.` : `There is no ${what} with the code “${shown(code)}”.`

const retired = ({ status }: FeedRule, code: string): string | null =>
  status === 'retired' ? `Rule ${code.toUpperCase()} is retired: name a rule that is in force.` : null

const tooLong = (text: string | null, what: string): string | null =>
  text !== null && text.length > LONGEST_TEXT ? `The ${what} is longer than ${LONGEST_TEXT} characters.` : null

const isWhole = (text: string): boolean => /^0*[1-9]\d*$/.test(text)

const wholeNumber = (text: string): number | null =>
  isWhole(text) && Number(text) <= MOST_QUANTITY ? Number(text) : null

const wrongQuantity = (text: string): string =>
  isWhole(text)
    ? `“${shown(text)}” is too large: a quantity is at most ${MOST_QUANTITY.toLocaleString('en-GB')}.`
    : `“${shown(text)}” is not a whole number of at least 1.`

function outOfLimits(serviceId: number | null, { limitedTo, services, source }: FeedTerms<FeedRule>): string | null {
  if (limitedTo === null || serviceId === null || limitedTo.has(serviceId)) return null
  const code = [...services].find(([, id]) => id === serviceId)?.[0] ?? ''
  return `${source} may not hold records of the service ${code}.`
}

const LONGEST_SHOWN = 40

const shown = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { requiredText } from './activity-text.ts'
import { addDays, addPeriod, dateInWords, type IsoDate } from './calendar.ts'
import { realDate } from './review-answers.ts'

const MOST_YEARS = 2
const USUAL_YEARS = 1
const SOON_DAYS = 30
const CHECK_LENGTH = 6
const WHOLE = /^mun_[\w-]{49}$/

/** The last day on which a token issued today may work. */
const latestExpiry = (today: IsoDate): IsoDate => addPeriod(today, { years: MOST_YEARS, months: 0, days: 0 })

/** The last day of a token for which nobody has chosen another. */
export const usualExpiry = (today: IsoDate): IsoDate => addPeriod(today, { years: USUAL_YEARS, months: 0, days: 0 })

/** The last day, inclusive, that counts as soon. */
export const soon = (today: IsoDate): IsoDate => addDays(today, SOON_DAYS)

/** The first day, inclusive, that counts as lately. */
export const lately = (today: IsoDate): IsoDate => addDays(today, -SOON_DAYS)

/** What a person submits of a token. `expiresOn`: the last day on which it works, at most two years from today. */
export const apiTokenDraft = (today: IsoDate) =>
  z.object({
    name: requiredText('the name', 100),
    expiresOn: realDate
      .refine((date) => date >= today, 'Enter a date that has not passed')
      .refine(
        (date) => date <= latestExpiry(today),
        `Enter a date up to ${dateInWords(latestExpiry(today))}: a token works for ${MOST_YEARS} years at most`,
      ),
  })
export type ApiTokenDraft = z.output<ReturnType<typeof apiTokenDraft>>

/** The text of a token: a start by which scanners for leaked secrets know it, 32 random bytes, and a check on copying. */
export function tokenText(random: Buffer): string {
  const text = `mun_${random.toString('base64url')}`
  return text + checkOf(text)
}

/** True for a text that is whole as it was issued; false when it was cut or mistyped, and was never a token. */
export const isWholeToken = (text: string): boolean =>
  WHOLE.test(text) && checkOf(text.slice(0, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH)

/** All that is kept of a token's text: whoever reads the database cannot use it. */
export const hashOfToken = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The end of a token, by which people tell theirs apart. */
export const hintOfToken = (text: string): string => text.slice(-4)

export type TokenState = 'working' | 'expires soon' | 'expired' | 'revoked'

/** What a token is good for on a day; it works on the day on which it expires. */
export function tokenState(token: { expiresOn: IsoDate; revokedAt: string | null }, today: IsoDate): TokenState {
  if (token.revokedAt !== null) return 'revoked'
  if (token.expiresOn < today) return 'expired'
  return token.expiresOn <= soon(today) ? 'expires soon' : 'working'
}

const checkOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, CHECK_LENGTH)

import { createHmac } from 'node:crypto'
import { countAttempt, forgetAttempts, takeBackAttempt } from '../../db/queries/attempts.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import type { AttemptLimit } from '../domain/attempt-limit.ts'
import { addSeconds, type Clock, secondsBetween } from '../domain/calendar.ts'

/** What counting needs; the counts stand in the database, so that a restart or a second process changes nothing. */
type Counting = { db: Db; clock: Clock; config: Pick<Config, 'sessionSecret'> }

/** Something was tried too often. `seconds`: how long until it may be tried again. */
export class TooManyAttempts extends Error {
  readonly seconds: number
  constructor(exhausted: string, seconds: number) {
    const minutes = Math.ceil(seconds / 60)
    const when = minutes === 1 ? '1 minute' : `${minutes} minutes`
    const [what, instead] = exhausted.split('. ')
    super(`There were too many attempts ${what}. ${instead ? `${instead}, or try` : 'Try'} again in ${when}.`)
    this.seconds = seconds
  }
}

/**
 * Counts a try against each limit in turn, before it is known whether it succeeds; throws `TooManyAttempts` at the first that is exceeded.
 *
 * Later limits do not count what an earlier one refuses, so that a place that is closed cannot go on to close an account.
 */
export async function countTry({ db, clock, config }: Counting, limits: AttemptLimit[]): Promise<void> {
  const now = clock.now()
  for (const { key, most, seconds, exhausted } of limits) {
    const count = await countAttempt(db, hashOf(config, key), now, addSeconds(now, seconds))
    if (count.tries > most)
      throw new TooManyAttempts(exhausted, Math.max(1, Math.ceil(secondsBetween(now, count.lapsesAt))))
  }
}

/** A try succeeded: the count of the first limit begins anew, and from the others this one try is taken back. */
export async function trySucceeded(
  { db, config }: Omit<Counting, 'clock'>,
  [first, ...others]: AttemptLimit[],
): Promise<void> {
  if (first) await forgetAttempts(db, hashOf(config, first.key))
  const keys = others.map(({ key }) => hashOf(config, key))
  if (keys.length > 0) await takeBackAttempt(db, keys)
}

/** Keyed, since people type passwords where an e-mail address is asked for. */
const hashOf = ({ sessionSecret }: Pick<Config, 'sessionSecret'>, key: string): string =>
  createHmac('sha256', `attempts ${sessionSecret}`).update(key).digest('hex')

import { createHmac, timingSafeEqual } from 'node:crypto'

const PURPOSE = 'muniment mail preferences'

/**
 * What a link in a message carries so that its reader may switch off optional mail without signing in.
 *
 * It opens nothing else, and never expires: a message may be read late. A new `SESSION_SECRET` makes old links worthless.
 */
export const mailPreferenceKey = (sessionSecret: string, userId: number): string =>
  `${userId}.${signature(sessionSecret, userId).toString('base64url')}`

/** Whose mail a key is about, or undefined when it was not made here. */
export function personOfMailKey(sessionSecret: string, key: string): number | undefined {
  const [, id = ''] = /^([1-9]\d{0,14})\./.exec(key) ?? []
  if (id === '') return undefined
  const expected = Buffer.from(mailPreferenceKey(sessionSecret, Number(id)))
  const given = Buffer.from(key)
  return expected.length === given.length && timingSafeEqual(expected, given) ? Number(id) : undefined
}

/** Signed with a key made from the secret for this alone, so that it can never be taken for a signature of something else. */
function signature(sessionSecret: string, userId: number): Buffer {
  const key = createHmac('sha256', sessionSecret).update(PURPOSE).digest()
  return createHmac('sha256', key).update(String(userId)).digest()
}

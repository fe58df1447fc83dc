import assert from 'node:assert/strict'
import type { Answer, visitor } from '../test-site.ts'

type Visitor = ReturnType<typeof visitor>

/** A password that nobody would refuse. */
export const GOOD_PASSWORD = 'otter kettle violet spoon'

/** The address within the site of the link that a page shows, as whoever it is handed to opens it. */
export function linkIn({ text }: Pick<Answer, 'text'>): string {
  const link = /https?:\/\/[^/\s]+(\/new-password\?token=[\w-]+)/.exec(text)?.[1]
  assert.ok(link, text.slice(0, 3000))
  return link
}

/** The token of a link. */
export const tokenIn = (link: string): string => /token=([\w-]+)/.exec(link)?.[1] ?? ''

/** The state that a form was shown in, which it carries. */
export const seenIn = ({ text }: Pick<Answer, 'text'>): string => /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? ''

/** Adds a person as an administrator does, and returns the number of the account and the link of the invitation. */
export async function invited(administrator: Visitor, person: Record<string, string | string[]>) {
  const answer = await administrator.post('/users/new', person)
  assert.equal(answer.status, 201, answer.text.slice(0, 3000))
  return { id: Number(/href="\/users\/(\d+)"/.exec(answer.text)?.[1]), link: linkIn(answer) }
}

/** Sets the password of a link by the form of its page. */
export async function setPassword(browser: Visitor, link: string, password = GOOD_PASSWORD): Promise<Answer> {
  await browser.get(link)
  return browser.post('/new-password', { token: tokenIn(link), password })
}

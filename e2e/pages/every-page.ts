import { expect, type Page } from 'playwright/test'

/** Parts of an address that say what is done, and do not name one thing of many. */
const words = new Set([
  'new',
  'edit',
  'versions',
  'decision',
  'exceptions',
  'confirmation',
  'change-request',
  'closing',
  'second-approval',
  'retirement',
  'reinstatement',
  'submission',
  'approval',
  'return',
  'withdrawal',
  'extension',
  'lifting',
  'drafts',
  'second-factor',
  'password',
  'suspension',
  'tokens',
  'revocation',
  ...['question', 'proof', 'overdue-reviews', 'decision-times', 'repeat-extensions', 'forecast', 'decision-sample'],
])

/**
 * Follows the links of the site from some addresses on, and opens one page of each kind that is wanted: one record of all the records, a
 * list once as it is and once with a query. Of the others the HTML is read, without a browser that would show it. Files are left out.
 * Fails on a link that leads nowhere, and on a page without a title or without one heading of its own.
 */
export async function visitEveryKind(
  page: Page,
  starts: string[],
  visit: (kind: string) => Promise<void>,
  isWanted: (kind: string) => boolean = () => true,
): Promise<void> {
  const seen = new Set<string>()
  const waiting = [...starts]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const kind = kindOf(next)
    if (seen.has(kind)) continue
    seen.add(kind)
    const html = isWanted(kind) ? await opened(page, next) : await read(page, next)
    expect(html.match(/<h1\b/g), next).toHaveLength(1)
    expect(/<title>(.*)<\/title>/.exec(html)?.[1], next).toMatch(/^.+ – Muniment$/)
    if (isWanted(kind)) await visit(kind)
    waiting.push(...linksOf(html))
  }
}

async function opened(page: Page, address: string): Promise<string> {
  const answer = await page.goto(address)
  expect(answer?.status(), `the answer of ${address}`).toBe(200)
  return page.content()
}

async function read(page: Page, address: string): Promise<string> {
  const answer = await page.request.get(address)
  expect(answer.status(), `the answer of ${address}`).toBe(200)
  return answer.text()
}

/** The links of a page to other pages of the site. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*\shref="(\/[^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&').replace(/#.*/, ''))
    .filter((href) => !/\.(csv|xlsx|json|manifest)(\?|$)/.test(href))

/** `/records/7` and `/records/8` are of one kind: `records-one`. */
function kindOf(address: string): string {
  const [path = '', query] = address.split('?')
  const parts = path.split('/').slice(1)
  const kind = parts.map((part, at) => (at === 0 || words.has(part) ? part : 'one')).join('-') || 'home'
  return query === undefined ? kind : `${kind}-with-query`
}

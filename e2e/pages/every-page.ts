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
 * Follows the links of the site from some addresses on, and visits one page of each kind: one record of all the records, a
 * list once as it is and once with a query. Files are left out. Fails on a link that leads nowhere.
 */
export async function visitEveryKind(
  page: Page,
  starts: string[],
  visit: (kind: string) => Promise<void>,
): Promise<void> {
  const seen = new Set<string>()
  const waiting = [...starts]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const kind = kindOf(next)
    if (seen.has(kind)) continue
    seen.add(kind)
    const answer = await page.goto(next)
    expect(answer?.status(), `the answer of ${next}`).toBe(200)
    await visit(kind)
    waiting.push(...(await linksOf(page)))
  }
}

/** The links of the page to other pages of the site. */
async function linksOf(page: Page): Promise<string[]> {
  const all = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  return all.flatMap((href) => (href === null || /\.(csv|xlsx|json)(\?|$)/.test(href) ? [] : [href.replace(/#.*/, '')]))
}

/** `/records/7` and `/records/8` are of one kind: `records-one`. */
function kindOf(address: string): string {
  const [path = '', query] = address.split('?')
  const parts = path.split('/').slice(1)
  const kind = parts.map((part, at) => (at === 0 || words.has(part) ? part : 'one')).join('-') || 'home'
  return query === undefined ? kind : `${kind}-with-query`
}

import type { Page } from 'playwright/test'

/** What the browser says of the pages it is shown: errors of scripts, and what the content security policy refuses. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (!isTheAnswerItself(message.text(), message.location().url, page.url()))
      complaints.push(`${page.url()}: ${message.text()}`)
  })
  return complaints
}

/** The browser also notes that a page it shows came with a status such as 422, which tests ask for. */
const isTheAnswerItself = (text: string, of: string, shown: string): boolean =>
  /the server responded with a status of 4\d\d/.test(text) && of.split('#')[0] === shown.split('#')[0]

/** A part of a message: a paragraph, a link on a line of its own, or a list; a heading stands over what follows it. */
export type MailBlock =
  | { text: string }
  | { link: string; href: string }
  | { heading: string }
  | { list: { text: string; href?: string }[] }

/** A text on one line: no line breaks, which would begin a header or a paragraph of its own, and nothing that turns the text around. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()

/** What stands in the address of a link and is long enough to be a secret. */
const LINK_SECRET = /[?&][\w-]+=([\w.~%-]{20,})/g

/** So many characters of a secret in a row are no accident; fewer give nothing away. */
const TELLING = 8

/**
 * What was said of a message, without the secrets of its links, each of which lets in whoever knows it.
 *
 * Mail servers that refuse a message for where its links lead may quote them, whole, cut short or broken over lines.
 */
export const withoutLinkSecrets = (
  said: string,
  { text, unsubscribe }: { text: string; unsubscribe: string },
): string =>
  [...`${text}\n${unsubscribe}`.matchAll(LINK_SECRET)].reduce(
    (left, [, secret = '']) => withoutSecret(left, secret),
    said,
  )

function withoutSecret(said: string, secret: string): string {
  const parts = new Set(Array.from({ length: secret.length - TELLING + 1 }, (_, at) => secret.slice(at, at + TELLING)))
  let left = ''
  let kept = 0
  let until = 0
  for (let at = 0; at + TELLING <= said.length; at++) {
    if (!parts.has(said.slice(at, at + TELLING))) continue
    if (at >= until) left += `${said.slice(kept, at)}…`
    until = at + TELLING
    kept = until
  }
  return left + said.slice(kept)
}

/** The plain text of a message. */
export const mailText = (blocks: readonly MailBlock[]): string => `${blocks.map(textOf).join('\n\n')}\n`

function textOf(block: MailBlock): string {
  if ('heading' in block) return `${oneLine(block.heading)}\n${'-'.repeat(oneLine(block.heading).length)}`
  if ('link' in block) return `${oneLine(block.link)}:\n${block.href}`
  if ('list' in block)
    return block.list.map(({ text, href }) => `- ${oneLine(text)}${href ? `\n  ${href}` : ''}`).join('\n')
  return oneLine(block.text)
}

/** The HTML of a message: no style sheet, no picture, nothing that is fetched. */
export const mailHtml = (blocks: readonly MailBlock[]): string =>
  `<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"></head><body>\n${blocks.map(htmlOf).join('\n')}\n</body></html>\n`

function htmlOf(block: MailBlock): string {
  if ('heading' in block) return `<h2>${escaped(block.heading)}</h2>`
  if ('link' in block) return `<p>${anchor(block.link, block.href)}</p>`
  if ('list' in block)
    return `<ul>${block.list.map(({ text, href }) => `<li>${href ? anchor(text, href) : escaped(text)}</li>`).join('')}</ul>`
  return `<p>${escaped(block.text)}</p>`
}

const anchor = (text: string, href: string): string => `<a href="${escaped(href)}">${escaped(text)}</a>`

const escaped = (text: string): string =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

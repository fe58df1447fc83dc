import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a page of HTML is printed from: all around the rows of its table as it is, and of each row every tag with the text after it. */
export type PageParts = { before: string; rows: { tag: string; text: string }[][]; after: string }

const TEMPLATE =
  '<%- before %><% for (const row of rows) { for (const { tag, text } of row) { %><%- tag %><%= text %><% } } %><%- after %>'

/** A server in a process of its own that does nothing but print the page with Express and EJS, row by row. Throws when it prints another. */
export async function bareServer(folder: string, html: string) {
  await writeFile(join(folder, 'bare.ejs'), TEMPLATE)
  await writeFile(join(folder, 'bare.json'), JSON.stringify(partsOf(html)))
  const child = fork(new URL('./bare-process.ts', import.meta.url), [folder])
  const [port] = (await once(child, 'message')) as [number]
  const address = `http://127.0.0.1:${port}`
  const end = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
  if ((await (await fetch(address)).text()) === html) return { address, headers: {}, end }
  await end()
  throw new Error('The bare server prints another page than ours')
}

/** Takes a page apart; put together again by the template it is the same to the letter. */
function partsOf(html: string): PageParts {
  const start = html.indexOf('<tbody')
  const end = html.indexOf('</tbody>')
  if (start < 0 || end < start) throw new Error('The page has no table')
  const rows = html.slice(start, end).split(/(?=<tr)/)
  return {
    before: html.slice(0, start),
    rows: rows.map((row) =>
      [...row.matchAll(/(<[^>]*>)([^<]*)/g)].map(([, tag = '', text = '']) => ({ tag, text: plain(text) })),
    ),
    after: html.slice(end),
  }
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'" }

const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity)

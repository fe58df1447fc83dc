import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright/test'

/** A file as another program reads it: the names of its columns, and its rows by them. */
export type Table = { columns: string[]; rows: Record<string, string>[] }

/** Follows a link to a file, as a person does, and reads what came. */
export async function download(page: Page, link: string | RegExp): Promise<Table> {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: link }).click()
  return readCsv(readFileSync(await (await coming).path(), 'utf8'))
}

/** Reads CSV with a parser that is none of ours: rows of another width than the header are refused. */
export function readCsv(text: string): Table {
  const [columns = [], ...lines] = parse(text, { bom: true, relax_column_count: false })
  return { columns, rows: lines.map((line) => Object.fromEntries(columns.map((name, at) => [name, line[at] ?? '']))) }
}

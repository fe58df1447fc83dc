import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { cellsOf, unpacked } from '../formats/test-xlsx.ts'
import { htmlCorpus } from './test-corpus-html.ts'
import { sqlCorpus } from './test-corpus-sql.ts'
import { formulaCorpus, headerCorpus, pathCorpus, templateCorpus, unicodeCorpus } from './test-corpus-text.ts'

/** What people with other intentions type, by what it is aimed at. */
export const families = {
  html: htmlCorpus,
  sql: sqlCorpus,
  formula: formulaCorpus,
  header: headerCorpus,
  path: pathCorpus,
  template: templateCorpus,
  unicode: unicodeCorpus,
}

export const corpus: string[] = [...new Set(Object.values(families).flat())]

/** The texts that a page would have to show otherwise than they were typed. */
const telling = corpus.filter((text) => /[<>"']/.test(text))

/** A page in which nothing that was typed has become markup, an attribute or the result of a sum. */
export function assertInert(html: string, where: string): void {
  for (const text of telling) if (html.includes(text)) assert.fail(`${where} shows ${text} as it is`)
  const tags = html.match(/<[a-z!/][^>]*>/gi) ?? []
  for (const tag of tags) {
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+\s*=|srcdoc|http-equiv/i, `${where}: ${tag}`)
    assert.doesNotMatch(tag, /(href|src|action)="\s*(javascript|data|https:\/\/elsewhere):?/i, `${where}: ${tag}`)
    assert.doesNotMatch(tag, /^<(base|iframe|object|embed|style)\b/i, `${where}: ${tag}`)
  }
  assert.doesNotMatch(html, /zq49qz/, `${where} did the sum`)
  assert.doesNotMatch(html, /root:x:0:0|SQLITE_|SqliteError|\n {4}at .*\.ts:/, where)
}

/** A list in which every line has its columns, and no cell is run as a formula. */
export function assertInertList(text: string, where: string): Record<string, string>[] {
  const rows = parse(text, { columns: true, relax_column_count: false }) as Record<string, string>[]
  for (const row of rows)
    for (const [column, cell] of Object.entries(row))
      if (/^[=+\-@\t\r]/.test(cell)) assert.fail(`${where}: ${column} is ${cell}`)
  return rows
}

/** An Excel file with texts and numbers and nothing that is worked out, linked or run; its rows by the names of the columns. */
export function assertInertSheet(file: Uint8Array, where: string): Record<string, string>[] {
  const parts = unpacked(file)
  assert.deepEqual(
    [...parts.keys()].filter(
      (name) => !/^(\[Content_Types\]|_rels\/|xl\/(_rels|styles|theme|workbook|worksheets\/sheet1))/.test(name),
    ),
    [],
    where,
  )
  assert.doesNotMatch(parts.get('xl/worksheets/sheet1.xml') ?? '', /<f\b|<hyperlink|<\/?script|TargetMode/i, where)
  const [header = [], ...rows] = cellsOf(file)
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [String(name), String(row[at] ?? '')])))
}

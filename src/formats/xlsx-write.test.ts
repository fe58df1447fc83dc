import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readXlsx } from 'hucre/xlsx'
import { cellsOf, unpacked } from './test-xlsx.ts'
import { MOST_ROWS, TooLargeForSheet, xlsxFile } from './xlsx-write.ts'

type Row = (string | number | null | string[])[]

const columns = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `column_${at + 1}`, value: (row: Row) => row[at] ?? null }))

async function* inChunks(rows: Row[], size = 700): AsyncGenerator<Row[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size)
}

const written = (rows: Row[], count = rows[0]?.length ?? 1) => xlsxFile('things', columns(count), inChunks(rows))
const HEADER = ['column_1', 'column_2', 'column_3', 'column_4']

describe('a sheet', () => {
  test('has the columns by name, texts as they are, numbers as numbers, several values in one cell', async () => {
    const rows: Row[] = [
      ['Ünïcödé 図書館', 7, null, ['one', 'two']],
      [' <b> & "quotes" ', -1.5, '', []],
    ]
    const expected = [HEADER, ['Ünïcödé 図書館', 7, null, 'one; two'], [' <b> & "quotes" ', -1.5, null, null]]
    const file = await written(rows)
    assert.deepEqual(cellsOf(file), expected)
    const { sheets } = await readXlsx(file)
    assert.deepEqual([sheets.length, sheets[0]?.name, sheets[0]?.rows], [1, 'things', expected])
  })

  test('has no formula, link or other active part, whatever the texts say', async () => {
    const texts = [
      '=1+1',
      '=HYPERLINK("http://x.example")',
      "=cmd|' /C calc'!A0",
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
    ]
    const file = await written(texts.map((text) => [text]))
    assert.deepEqual(cellsOf(file).slice(1).flat(), texts)
    assert.deepEqual([...unpacked(file).keys()].sort(), [
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/theme/theme1.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ])
    assert.doesNotMatch(unpacked(file).get('xl/worksheets/sheet1.xml') ?? '', /<f\b|hyperlink|t="str"/)
  })

  test('marks columns of text as text, so that what looks like a formula stays text when it is edited', async () => {
    const parts = unpacked(await written([['=1', 2]]))
    assert.match(parts.get('xl/styles.xml') ?? '', /numFmtId="164" formatCode="@"/)
    assert.match(parts.get('xl/worksheets/sheet1.xml') ?? '', /<c r="A2" t="inlineStr" s="1">.*<c r="B2"><v>2<\/v>/)
  })

  test('keeps its first row in sight', async () => {
    assert.match(
      unpacked(await written([['x']])).get('xl/worksheets/sheet1.xml') ?? '',
      /<pane ySplit="1"[^>]* state="frozen"/,
    )
  })

  test('holds what XML has no room for, and an underscore that only looks like it', async () => {
    const texts = [
      'a\u0000b\u0001\u000b',
      'line\r\nend',
      '_x0041_',
      '_x005F_x0041_',
      '_xyz_',
      'half \ud800 of one',
      '\uffff',
    ]
    const file = await written(texts.map((text) => [text]))
    const [nul, lines, ...rest] = cellsOf(file).slice(1).flat()
    assert.deepEqual([nul, lines], texts.slice(0, 2))
    assert.deepEqual(rest, ['_x0041_', '_x005F_x0041_', '_xyz_', 'half \ufffd of one', '\ufffd'])
  })

  test('cuts a text that a cell of Excel cannot hold, and says so', async () => {
    const [cell] = cellsOf(await written([['😀'.repeat(20_000)]]))
      .slice(1)
      .flat()
    assert.equal(String(cell).length, 32_767)
    assert.match(String(cell), /😀.? \[…\]$/u)
    assert.ok(String(cell).isWellFormed())
  })

  test('of no rows has its header', async () => {
    assert.deepEqual(cellsOf(await written([], 4)), [HEADER])
  })
})

test('thousands of rows, written in a thread of their own, are the same as a few', async () => {
  const rows: Row[] = Array.from({ length: 2_500 }, (_, n) => [`=R-${n}`, n, null, ['a', 'b']])
  const cells = cellsOf(await written(rows))
  assert.equal(cells.length, 2_501)
  assert.deepEqual(cells[0], HEADER)
  for (const n of [0, 1_399, 1_400, 2_499]) assert.deepEqual(cells[n + 1], [`=R-${n}`, n, null, 'a; b'])
})

test('a list that is too long is refused as soon as that is known', async () => {
  let read = 0
  async function* endless(): AsyncGenerator<Row[]> {
    for (;;) {
      read += MOST_ROWS + 1
      yield Array.from({ length: MOST_ROWS + 1 }, () => [1])
    }
  }
  await assert.rejects(xlsxFile('things', columns(1), endless()), TooLargeForSheet)
  assert.equal(read, MOST_ROWS + 1)
})

test('what goes wrong while rows are read is thrown on, and no thread is left behind', async () => {
  async function* broken(): AsyncGenerator<Row[]> {
    yield Array.from({ length: 1_500 }, () => ['x'])
    throw new Error('the disk is gone')
  }
  await assert.rejects(xlsxFile('things', columns(1), broken()), /the disk is gone/)
})

import assert from 'node:assert/strict'
import { text as textOf } from 'node:stream/consumers'
import { test } from 'node:test'
import fc from 'fast-check'
import { overlongRow } from './csv-overlong.ts'
import { type CsvFile, openCsv } from './csv-read.ts'
import { type CsvItem, type CsvLayout, parseRecords, reasons } from './csv-records.ts'
import { csvPieces } from './csv-write.ts'
import { lookThrough, type TextKind } from './text-encoding.ts'

const KNOWN = ['reference', 'rule', 'trigger_date', 'title']

test('a header is found in any order and case, with spaces, hyphens or underscores', async () => {
  const file = await opened('\n  \r\nTRIGGER DATE, Rule ,"reference",Trigger-Colour,\r\n')
  assert.deepEqual(file.columns, ['trigger_date', 'rule', 'reference', 'trigger_colour', ''])
})

test('commas, semicolons and tabs are told apart by the header', async () => {
  for (const delimiter of [',', ';', '\t']) {
    const file = await opened(
      `reference${delimiter}rule${delimiter}title, or name; or label\nA${delimiter}B${delimiter}C`,
    )
    assert.equal(file.layout.delimiter, delimiter)
  }
  assert.equal((await opened('reference\nA')).layout.delimiter, ',')
})

test('a file without a header row is refused as empty', async () => {
  for (const text of ['', '\uFEFF', '\r\n \n'])
    assert.deepEqual(await open(text), {
      ok: false,
      text: 'The file is empty. Export the list again, with the names of its columns in the first row.',
    })
})

test('a header that names a column twice is refused', async () => {
  assert.deepEqual(await open('reference,rule,Reference\nA,B,C\n'), {
    ok: false,
    text: 'The header names the column “reference” twice. Remove one of them, and send the file again.',
  })
})

test('a header with a quote out of place is refused', async () => {
  const file = await open('reference,"rule\nA,B\n')
  assert.match(file.ok ? '' : file.text, /^The header row cannot be read/)
})

test('rows come with their line numbers, values trimmed, blank lines left out', async () => {
  assert.deepEqual(await read('reference,rule\n\n A , B\u00A0\r\n   \r\n"C","D, ""E"" "\n,\nF'), [
    { line: 3, lastLine: 3, fields: ['A', 'B'] },
    { line: 5, lastLine: 5, fields: ['C', 'D, "E"'] },
    { line: 6, lastLine: 6, fields: ['', ''] },
    { line: 7, lastLine: 7, fields: ['F'] },
  ])
})

test('the line ends of Windows, Unix and old Macintosh files are all read', async () => {
  for (const end of ['\r\n', '\n', '\r'])
    assert.deepEqual(await read(`reference,rule${end}A,B${end}${end}"C${end}C",D${end}`), [
      { line: 2, lastLine: 2, fields: ['A', 'B'] },
      { line: 4, lastLine: 5, fields: [`C${end}C`, 'D'] },
    ])
})

test('a quote that is never closed breaks every line it swallows, the rows before it stand', async () => {
  assert.deepEqual(await read('reference,rule\nA,B\nC,"D\nE,F\n\nG,H\n'), [
    { line: 2, lastLine: 2, fields: ['A', 'B'] },
    { line: 3, lastLine: 6, reason: reasons.neverClosed, each: true },
  ])
})

test('text after a closing quote breaks the lines from its opening on, and reading goes on at the next', async () => {
  assert.deepEqual(await read('reference,rule\nA,"B\nC,D\nE,"F"\nG,H\n'), [
    { line: 2, lastLine: 4, reason: reasons.afterQuote, each: true },
    { line: 5, lastLine: 5, fields: ['G', 'H'] },
  ])
})

test('a quote inside a value that does not begin with one breaks that line only', async () => {
  assert.deepEqual(await read('reference,rule\nA,5" pipe\nC,D\n'), [
    { line: 2, lastLine: 2, reason: reasons.bareQuote, each: true },
    { line: 3, lastLine: 3, fields: ['C', 'D'] },
  ])
})

test('spaces around quotes are trimmed like any others', async () => {
  assert.deepEqual(await read('reference,rule\nA , "B, C" \n'), [{ line: 2, lastLine: 2, fields: ['A', 'B, C'] }])
})

test('a field of 10 MB breaks its row alone, quoted or not, in one piece or many', async () => {
  const big = 'x'.repeat(10 * 1024 * 1024)
  const lines = `${'y'.repeat(99)}\n`.repeat(100_000)
  for (const value of [big, `"${big}"`, `"${lines}"`])
    for (const size of [65_536, 1 << 30]) {
      const lastLine = value.startsWith('"y') ? 100_003 : 3
      assert.deepEqual(await read(`reference,rule\nA,B\nC,${value}\nE,F\n`, size), [
        { line: 2, lastLine: 2, fields: ['A', 'B'] },
        { line: 3, lastLine, reason: reasons.tooLong, each: false },
        { line: lastLine + 1, lastLine: lastLine + 1, fields: ['E', 'F'] },
      ])
    }
})

test('a file that ends inside a character has its last row broken, and stays UTF-8', async () => {
  const bytes = Buffer.from('reference,rule\nÉA,B\nC,é').subarray(0, -1)
  assert.deepEqual(await items(bytes, 64), [
    { line: 2, lastLine: 2, fields: ['ÉA', 'B'] },
    { line: 3, lastLine: 3, reason: reasons.cutShort, each: false },
  ])
})

test('Windows-1252 is read with its euro sign and curly quotes', async () => {
  const bytes = Buffer.concat([Buffer.from('reference,rule\n'), Buffer.from([0x80, 0x93, 0xe9, 0x2c, 0x42])])
  assert.deepEqual(await items(bytes, 3), [{ line: 2, lastLine: 2, fields: ['€“é', 'B'] }])
})

test('wherever the bytes are cut, the rows are the same', async () => {
  const nasty =
    '\uFEFFreference;rule;title\r\nA;"B ""é"" \r\n;";C\r\n\r\n"x"y;1;2\nD;E;"never €\nF;G;H\r"I";"";F;G;H\r"I";"";'
  const bytes = Buffer.from(nasty)
  const whole = await items(bytes, bytes.length)
  for (let size = 1; size < bytes.length; size++) assert.deepEqual(await items(bytes, size), whole, `chunks of ${size}`)
})

test('any text gives the same rows however it is cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', '\r\n', 'é', '€'), maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (body, size) => {
      const bytes = Buffer.from(`reference,rule\n${body}`)
      assert.deepEqual(await items(bytes, size), await items(bytes, bytes.length))
    }),
    { numRuns: 2000 },
  )
})

test('a row too long to hold ends where the same row would end if it were held', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n'), minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (body, size) => {
      const layout: CsvLayout = { delimiter: ',', lineEnd: '\n' }
      const row = `x${body}`
      const held = parseRecords(row, 1, layout, true).items[0]
      const feed = overlongRow(1, layout)
      const bytes = Buffer.from(row)
      let passed = null
      for (let at = 0; passed === null; at += size)
        passed = feed(bytes.subarray(at, at + size), at + size >= bytes.length)?.item ?? null
      const broken = held && 'reason' in held ? held.reason : reasons.tooLong
      assert.deepEqual(passed, { line: 1, lastLine: held?.lastLine, reason: broken, each: broken !== reasons.tooLong })
    }),
    { numRuns: 5000 },
  )
})

test('reading what was written gives the values back, those made safe for spreadsheets with their mark', async () => {
  const value = fc
    .string({
      unit: fc.constantFrom('a', '=', '-', "'", ' ', ',', ';', '\t', '"', '\n', '\r', 'é', '’', '日', '😀'),
      maxLength: 8,
    })
    .map((text) => text.trim())
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, value, value), { maxLength: 8 }), async (rows) => {
      const columns = ['reference', 'rule', 'title'].map((name, at) => ({
        name,
        value: (row: string[]) => row[at] ?? null,
      }))
      const written = await textOf(csvPieces(columns, [rows]))
      const expected = rows.map((row) => row.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)))
      const got = (await read(written)).map((item) => ('fields' in item ? item.fields : item.reason))
      assert.deepEqual(got, expected)
    }),
    { numRuns: 1000 },
  )
})

async function open(text: string): Promise<CsvFile> {
  return openBytes(Buffer.from(text), 65_536)
}

async function openBytes(bytes: Buffer, size: number): Promise<CsvFile> {
  const kind = await lookThrough(cut(bytes, size))
  assert.ok(kind.ok)
  return openCsv(cut(bytes, size), kind satisfies TextKind, KNOWN)
}

async function opened(text: string): Promise<Extract<CsvFile, { ok: true }>> {
  const file = await open(text)
  assert.ok(file.ok)
  return file
}

async function read(text: string, size = 65_536): Promise<CsvItem[]> {
  return items(Buffer.from(text), size)
}

async function items(bytes: Buffer, size: number): Promise<CsvItem[]> {
  const file = await openBytes(bytes, size)
  assert.ok(file.ok)
  const all: CsvItem[] = []
  for await (const batch of file.batches) for (const item of batch.items) all.push(item)
  return all
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lookThrough, type TextLook } from './text-encoding.ts'

const UTF_8: TextLook = { ok: true, encoding: 'utf-8', bomBytes: 0, cutShort: false }

test('plain text and valid UTF-8 are UTF-8, with or without the mark', async () => {
  assert.deepEqual(await look(Buffer.from('a,b\n')), UTF_8)
  assert.deepEqual(await look(Buffer.from('é€😀\n')), UTF_8)
  assert.deepEqual(await look(Buffer.from('\uFEFFé')), { ...UTF_8, bomBytes: 3 })
})

test('one byte that UTF-8 does not allow makes the file Windows-1252, wherever it stands', async () => {
  const bytes = Buffer.concat([Buffer.from('a'.repeat(200_000)), Buffer.from([0xe9]), Buffer.from('tage\n')])
  assert.deepEqual(await look(bytes), { ...UTF_8, encoding: 'windows-1252' })
})

test('UTF-8 is recognised wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (text, size) => {
        fc.pre(!/[\p{Cc}\uFEFF]/u.test(text))
        assert.deepEqual(await look(Buffer.from(text), size), UTF_8)
      },
    ),
  )
})

test('a file cut inside a character is still UTF-8, and said to be cut', async () => {
  assert.deepEqual(await look(Buffer.from('ab€').subarray(0, -1), 2), { ...UTF_8, cutShort: true })
})

test('files of other kinds are refused with what they are and what to do', async () => {
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('PK\x03\x04rest'), /Excel workbook or another zip file.*save it as “CSV UTF-8”/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /old Excel workbook/],
    [Buffer.from('%PDF-1.7\n'), /PDF/],
    [Buffer.from([0x1f, 0x8b, 8, 0]), /compressed/],
    [Buffer.from('\uFEFFreference,rule', 'utf16le'), /UTF-16/],
    [Buffer.from('reference,rule', 'utf16le'), /UTF-16/],
    [Buffer.from('reference,rule\nA,\0B'), /not text/],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 2, 3, 4]), /not text/],
  ]
  for (const [bytes, expected] of cases) {
    const answer = await look(bytes)
    assert.match(answer.ok ? 'accepted' : answer.text, expected)
  }
})

async function look(bytes: Buffer, size = 65_536): Promise<TextLook> {
  return lookThrough(cut(bytes, size))
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

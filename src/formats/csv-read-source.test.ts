import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCsv } from './csv-read.ts'
import type { CsvItem } from './csv-records.ts'
import type { TextKind } from './text-encoding.ts'

const KNOWN = ['reference', 'rule']
const UTF_8: TextKind = { encoding: 'utf-8', bomBytes: 0, cutShort: false }

test('all chunks may come in one buffer, each in place of the one before, however the rows are cut', async () => {
  const text = `reference,rule\n${'A-1,"one,\nand more"\nB-2,’\n'.repeat(40)}C-3,last`
  const whole = await rowsOf(inOneBuffer(Buffer.from(text), text.length * 2))
  assert.equal(whole.length, 81)
  for (const size of [1, 2, 3, 7, 64]) assert.deepEqual(await rowsOf(inOneBuffer(Buffer.from(text), size)), whole)
})

test('a source is let go when its rows are not wanted, whether or not they were begun with', async () => {
  for (const begin of [false, true]) {
    const source = endless()
    const file = await openCsv(source.chunks, UTF_8, KNOWN)
    assert.ok(file.ok)
    if (begin) await file.batches.next()
    assert.equal(source.isOpen(), true)
    await file.close()
    assert.equal(source.isOpen(), false)
  }
})

async function rowsOf(chunks: AsyncIterable<Buffer>): Promise<CsvItem[]> {
  const file = await openCsv(chunks, UTF_8, KNOWN)
  assert.ok(file.ok)
  const all: CsvItem[] = []
  for await (const { items } of file.batches) all.push(...items)
  return all
}

/** Chunks of so many bytes, the buffer of which holds something else once the next is asked for. */
async function* inOneBuffer(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size))
    buffer.fill('#')
  }
}

function endless(): { chunks: AsyncIterable<Buffer>; isOpen: () => boolean } {
  let open = true
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.from('reference,rule\nA-1,R1\n')
    } finally {
      open = false
    }
  }
  return { chunks: chunks(), isOpen: () => open }
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { loadFeed } from '../../actions/record-feeds.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

/** How many files are made up; `MALFORMED_FILES=2000` for a long night. */
const FILES = Number(process.env.MALFORMED_FILES ?? 250)

let site: Awaited<ReturnType<typeof testSite>>
let governance: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite()
  governance = await site.signInAs('governance')
})
after(() => site.close())

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)

/** Pieces of which files are put together: some mean something, some are broken, some are of no text at all. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['reference', 'rule', 'trigger_date', 'title', 'location', 'quantity', 'service', 'no_such_column'].map((name) =>
      bytes(name),
    ),
    ...[',', ';', '\t', '"', '""', '\n', '\r\n', '\r', '\n\n', ' ', "'", '\\"', ',,,,', '"\n"'].map((mark) =>
      bytes(mark),
    ),
    ...['LIB-10', 'LIB-01', 'NONE', '2020-02-29', '29/02/2020', '2020-13-45', '0', '-1', '1e309', '=1+1'].map((value) =>
      bytes(value),
    ),
  ),
  fc.constantFrom(
    Buffer.from([0]),
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from([0xff, 0xfe]),
    Buffer.from([0xc3, 0x28]),
    Buffer.from([0xed, 0xa0, 0x80]),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => bytes(text)),
  fc.uint8Array({ maxLength: 40 }).map((values) => Buffer.from(values)),
  fc.integer({ min: 1, max: 3 }).map((n) => Buffer.alloc(n * 700, 'x')),
)

/** Headers and rows that are in order, so that what is wrong comes after something that is right. */
const start = fc.constantFrom(
  bytes(''),
  bytes('reference,rule,trigger_date,title\n'),
  bytes('reference;rule;trigger_date\r\nA-1;LIB-10;\r\n'),
  bytes('reference,rule,trigger_date\nA-1,LIB-10,2020-02-29\nA-2,"LIB-10'),
  bytes('PK\u0003\u0004', 'latin1'),
  bytes('%PDF-1.7\n'),
  bytes('\ufeffreference,rule,trigger_date\n', 'utf16le'),
)

const file = fc.tuple(start, fc.array(piece, { maxLength: 60 })).map(([first, rest]) => Buffer.concat([first, ...rest]))

test(`${FILES} made-up files are each loaded or refused in so many words, and none stops the server`, async () => {
  const lists = fc.record({
    file,
    mode: fc.constantFrom('delta', 'full'),
    correction: fc.constantFrom('yes', ''),
    name: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  })
  const loading = { who: program('Test'), clock: site.clock, hashKey: site.config.recordHashKey }
  const states = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(lists, async ({ file, name, ...choices }) => {
      const sent = await governance.upload('/record-feeds', { source: 'LMS', ...choices }, name, new Uint8Array(file))
      assert.ok([303, 400, 422].includes(sent.status), `${sent.status} ${sent.text.slice(0, 500)}`)
      if (sent.status !== 303) return
      const path = sent.headers.get('location') ?? ''
      const feed = await loadFeed(site.db, Number(path.split('/').at(-1)), loading)
      assert.ok(['done', 'failed', 'refused'].includes(feed.state), feed.state)
      assert.equal(feed.accepted + feed.rejected, feed.rows)
      assert.doesNotMatch(feed.error ?? '', /Error\b|undefined|null|SQLITE|\.ts/)
      states.set(feed.state, (states.get(feed.state) ?? 0) + 1)
      assert.equal((await governance.get(path)).status, 200)
    }),
    { numRuns: FILES },
  )
  assert.ok((states.get('done') ?? 0) > 0 && states.size > 1, JSON.stringify([...states]))
  assert.equal((await governance.get('/records')).status, 200)
})

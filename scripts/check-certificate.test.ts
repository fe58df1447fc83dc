import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { forgetDisposed } from '../src/actions/review-disposals.ts'
import { certificateWorld, HASH_KEY } from '../src/actions/test-certificates.ts'
import { certificateFile, readFacts } from '../src/domain/certificate.ts'
import { run, runForJson } from './lib/test-command.ts'

let at: Awaited<ReturnType<typeof certificateWorld>>
let folder: string
let file: string
let references: string[]
let settings: Record<string, string>

before(async () => {
  at = await certificateWorld()
  folder = mkdtempSync(join(tmpdir(), 'muniment-certificate-'))
  const { ids } = await at.disposed(['done', 'done', 'failed'])
  references = await Promise.all(ids.map(async (id) => (await at.record(id)).reference))
  await forgetDisposed(at.db, at.governance.clock, HASH_KEY)
  const [certificate] = await at.certificates()
  file = join(folder, 'DC-2026-000001.json')
  writeFileSync(file, certificateFile(readFacts(certificate?.facts ?? '')))
  settings = { DATABASE_URL: at.url, RECORD_HASH_KEY: HASH_KEY }
})
after(async () => {
  await at.close()
  rmSync(folder, { recursive: true })
})

const asked = (reference = ''): string[] => [file, '--source', 'LMS', '--reference', reference]

test('the file of a certificate is proved to be what was issued', async () => {
  const { code, result } = await runForJson('check-certificate', [file], settings)
  assert.deepEqual([code, result], [0, { number: 'DC-2026-000001', issued: true, wrong: [] }])
})

test('a record of it is proved to be in it after it was forgotten, and one that failed not', async () => {
  const member = await runForJson('check-certificate', asked(references[1]), settings)
  assert.deepEqual([member.code, member.result.member], [0, true])
  const failed = await run('check-certificate', asked(references[2]), settings)
  assert.equal(failed.code, 1)
  assert.match(failed.stdout, /^DC-2026-000001 is what was issued on 2026-11-22\.\nThe record is not in it\.\n$/)
})

test('under another key, nothing is in it', async () => {
  const { code, result } = await runForJson('check-certificate', asked(references[0]), {
    ...settings,
    RECORD_HASH_KEY: 'another key that is as long as the first one',
  })
  assert.deepEqual([code, result.member], [1, false])
})

test('a file that was changed is found out, also when its hash was made anew', async () => {
  const [certificate] = await at.certificates()
  const facts = { ...readFacts(certificate?.facts ?? ''), recordSeries: 'Loans' }
  const changed = join(folder, 'changed.json')
  writeFileSync(changed, certificateFile(facts))
  const forged = await runForJson('check-certificate', [changed], settings)
  assert.equal(forged.code, 1)
  assert.deepEqual(forged.result.wrong, [
    'It is not what was issued as DC-2026-000001.',
    'The audit trail does not say that it was issued.',
  ])
  writeFileSync(changed, certificateFile(facts).replace('Loans', 'Fines'))
  const { result } = await runForJson('check-certificate', [changed], settings)
  assert.match(String((result.wrong as string[])[0]), /^The file was changed/)
})

test('what is no certificate, cannot be read, or is of another source is refused in a sentence', async () => {
  const other = join(folder, 'other.json')
  writeFileSync(other, '{}')
  const none = await run('check-certificate', [other], settings)
  assert.deepEqual([none.code, none.stderr], [1, `${other} is not the file of a destruction certificate.\n`])
  assert.equal((await run('check-certificate', [join(folder, 'nothing.json')], settings)).code, 1)
  const source = await run('check-certificate', [file, '--source', 'MUSIC', '--reference', 'A'], settings)
  assert.equal(source.code, 2)
})

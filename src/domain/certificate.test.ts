import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson } from './canonical-json.ts'
import {
  certificateFile,
  hashOfFacts,
  hashOfText,
  readableFacts,
  readCertificateFile,
  readFacts,
  wrongIn,
} from './certificate.ts'
import { listedOf } from './certificate-listed.ts'
import { FIRST_FORMAT, FIRST_HASH } from './test-certificates.ts'

test('a certificate of the first format keeps its text, its hash and its file', () => {
  const facts = readFacts(FIRST_FORMAT)
  assert.equal(canonicalJson(facts), FIRST_FORMAT)
  assert.deepEqual([hashOfFacts(facts), hashOfText(FIRST_FORMAT)], [FIRST_HASH, FIRST_HASH])
  assert.deepEqual(wrongIn(facts), [])
  assert.deepEqual(readCertificateFile(certificateFile(facts)), { facts, sha256: FIRST_HASH })
  assert.equal(listedOf(facts).decidedBy, 'Mark Lowe')
})

test('what a certificate of its format does not say is not read as one', () => {
  assert.equal(readableFacts(FIRST_FORMAT.replace('certificate-1', 'certificate-2')), null)
  assert.equal(readableFacts(FIRST_FORMAT.replace('"statement":', '"copies":[],"statement":')), null)
  assert.equal(readableFacts('{'), null)
})

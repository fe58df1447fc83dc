import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { dropGuards } from '../../db/test-guards.ts'
import { hashOfText } from '../domain/certificate.ts'
import { verifyTrail } from './audit-trail.ts'
import { certificateWorld } from './test-certificates.ts'
import { tampered } from './test-trail.ts'
import { verdictInWords } from './trail-verification.ts'

let at: Awaited<ReturnType<typeof certificateWorld>>
before(async () => {
  at = await certificateWorld()
  for (let nth = 1; nth <= 3; nth++) await at.disposed(['done', 'done'])
  await dropGuards(at.db, 'destruction_certificates_stand', 'destruction_certificates_stay')
})
after(() => at.close())

const SECOND = 'DC-2026-000002'
type Change = Partial<Awaited<ReturnType<typeof at.certificates>>[number]>

const change = (tx: Db, columns: Change) =>
  tx.updateTable('destructionCertificates').set(columns).where('number', '=', SECOND).execute()

async function facts(tx: Db): Promise<string> {
  const row = tx.selectFrom('destructionCertificates').select('facts').where('number', '=', SECOND)
  return (await row.executeTakeFirstOrThrow()).facts
}

const forged = async (tx: Db) => (await facts(tx)).replace('Mark Lowe', 'Nobody Else')

test('certificates that are what was issued are counted', async () => {
  const verdict = await verifyTrail(at.db)
  assert.deepEqual([verdict.broken, verdict.certificates], [null, 3])
  assert.match(verdictInWords(verdict), /3 destruction certificates are what was issued\.$/)
})

describe('a certificate that somebody changed is named, though the trail is whole', () => {
  const changes: Record<string, [(tx: Db) => Promise<unknown>, RegExp]> = {
    'in what it says': [
      async (tx) => change(tx, { facts: await forged(tx) }),
      /is not what was issued: what it says does not have the hash that it was given\.$/,
    ],
    'in what it says, with a hash of that': [
      async (tx) =>
        change(tx, { facts: await forged(tx), factsHash: hashOfText(await forged(tx)), decidedBy: 'Nobody Else' }),
      /the audit trail says that another one was issued under its number\.$/,
    ],
    'into what is none': [
      (tx) => change(tx, { facts: '{}', factsHash: hashOfText('{}') }),
      /what it says is no certificate\.$/,
    ],
    'in the number of its records': [
      (tx) => change(tx, { recordCount: 2000 }),
      /the number of its records in lists is not what it says itself\.$/,
    ],
    'in who decided': [
      (tx) => change(tx, { decidedBy: 'Nobody Else' }),
      /who decided in lists is not what it says itself\.$/,
    ],
    'in its instruction': [(tx) => change(tx, { instructionId: 1, round: 2 }), /its instruction in lists is not/],
    'by being taken away': [
      (tx) => tx.deleteFrom('destructionCertificates').where('number', '=', SECOND).execute(),
      /DC-2026-000002 was issued, and is not there any more\.$/,
    ],
  }
  for (const [name, [tamper, says]] of Object.entries(changes))
    test(name, async () => {
      const { broken, certificates } = await tampered(at.db, tamper, (tx) => verifyTrail(tx))
      assert.deepEqual([broken?.certificate, certificates], [SECOND, name === 'by being taken away' ? 2 : 1])
      assert.match(broken?.text ?? '', says)
    })
})

test('a certificate that nobody issued is named', async () => {
  const add = async (tx: Db) => {
    await sql`insert into destruction_certificates (number, instruction_id, round, issued_on, issued_at, disposed_from, disposed_to, record_series,
        rule_versions, authority, decided_by, method, record_count, quantity, merkle_root, facts, facts_hash)
      select 'DC-2026-000009', instruction_id, 9, issued_on, issued_at, disposed_from, disposed_to, record_series,
        rule_versions, authority, decided_by, method, record_count, quantity, merkle_root, facts, facts_hash
      from destruction_certificates where number = ${SECOND}`.execute(tx)
  }
  const { broken } = await tampered(at.db, add, (tx) => verifyTrail(tx))
  assert.equal(broken?.certificate, 'DC-2026-000009')
})

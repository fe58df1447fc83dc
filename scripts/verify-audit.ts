import './lib/require-node-24.ts'
import type { Anchor } from '../db/queries/audit-chain.ts'
import { verifyTrail } from '../src/actions/audit-trail.ts'
import { verdictInWords } from '../src/actions/trail-verification.ts'
import { withDatabase } from './lib/database.ts'
import { command, WrongUsage } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'verify-audit',
    does: 'Checks the whole audit trail and the destruction certificates, changes nothing, and names the first event that was altered, removed, inserted or put elsewhere, or the first certificate that is not what was issued.',
    options: {
      anchor: {
        value: 'NUMBER:HASH',
        many: true,
        does: 'an event and its hash, as a digest, a backup or the log gave them; may be given more than once',
      },
    },
  },
  async ({ options, env }) => {
    const anchors = options.anchor.map(anchorOf)
    const verdict = await withDatabase(
      env,
      () => new Date(),
      ({ db, clock }) => verifyTrail(db, { anchors, today: clock.today() }),
    )
    const { broken, events, head, erased } = verdict
    return {
      ok: broken === null,
      text: verdictInWords(verdict),
      result: {
        ...{ whole: broken === null, events, last_event: head.id, hash: head.hash },
        ...{ anchors: verdict.anchors, names_erased: erased, certificates: verdict.certificates },
        broken_event: broken && broken.certificate === undefined ? broken.event : null,
        changed_certificate: broken?.certificate ?? null,
        finding: broken?.text ?? null,
      },
    }
  },
)

function anchorOf(text: string): Anchor {
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? []
  if (!number || !hash)
    throw new WrongUsage(
      '--anchor must be the number of an event and its hash, for example 1204:9f86d0…, 64 hexadecimal digits.',
    )
  return { eventId: Number(number), hash: hash.toLowerCase(), anchoredAt: null }
}

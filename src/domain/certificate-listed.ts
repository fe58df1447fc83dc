import type { CertificateFacts } from './certificate.ts'

/** What lists need of a certificate: it is kept beside its facts, and repeats them. */
export const listedOf = (facts: CertificateFacts) => ({
  ...{ number: facts.number, instructionId: facts.instruction.id, round: facts.instruction.round },
  ...{ issuedOn: facts.issuedOn, issuedAt: facts.issuedAt, recordSeries: facts.recordSeries },
  ...{ disposedFrom: facts.disposedFrom, disposedTo: facts.disposedTo },
  ruleVersions: facts.rules.map(({ version }) => version).join('; '),
  authority: [...new Set(facts.rules.map(({ authority }) => authority))].join('; '),
  decidedBy: decidersOf(facts).join('; '),
  method: [...new Set(facts.methods.map(({ method }) => method))].filter((method) => method !== '').join('; '),
  ...{ recordCount: facts.records, quantity: facts.quantity, merkleRoot: facts.list.merkleRoot },
})

/** The name of who decided, and in whose place where they were a deputy; certificates of the first format do not say the latter. */
export const deciderInWords = (decision: CertificateFacts['decisions'][number]): string =>
  'inPlaceOf' in decision && decision.inPlaceOf !== null
    ? `${decision.by} (in the place of ${decision.inPlaceOf})`
    : decision.by

/** Who approved the disposal; what was sent back since was decided anew. */
function decidersOf(facts: CertificateFacts): string[] {
  const decisions: readonly CertificateFacts['decisions'][number][] = facts.decisions
  const since = decisions.slice(decisions.findLastIndex(({ decision }) => decision === 'send back') + 1)
  const approvals = since.filter(({ decision }) => decision === 'approve disposal' || decision === 'second approval')
  return [...new Set(approvals.map(deciderInWords))]
}

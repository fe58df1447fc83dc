import type { ShownCertificate } from '../../../db/queries/certificate-show.ts'
import type { Membership } from '../../actions/certificate-proof.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { LIST } from './list-view.ts'

/** What the page is made of. `typed`: the reference asked for; `membership` null: nothing was asked yet. */
export type AskedProof = {
  certificate: ShownCertificate
  sourceName: string
  typed: string
  problems: Problem[]
  membership: Membership | null
}

/** Whether the record of a reference is in a certificate, and what proves it. */
export function proofPage({ certificate, sourceName, typed, problems, membership }: AskedProof) {
  const { number, merkleRoot } = certificate
  return {
    title: 'Is a record in this certificate?',
    caption: number,
    lead: `The certificate names no record. From a reference of ${sourceName} Muniment makes the keyed hash that is left of its record, and shows whether the root of the certificate is made of it.`,
    trail: [
      { text: 'Destruction certificates', href: LIST },
      { text: number, href: `${LIST}/${number}` },
    ],
    problems,
    action: `${LIST}/${number}/proof`,
    reference: {
      ...{ name: 'reference', label: 'Reference', value: typed, error: fieldError(problems, 'reference') },
      hint: 'As the source system writes it, for example LMS-0001234',
    },
    answer: membership === null ? null : answered(membership, merkleRoot),
  }
}

function answered({ root, proof }: Membership, merkleRoot: string): { said: string; facts: SummaryRow[] } {
  const row = (key: string, text: string): SummaryRow => ({ key, lines: [{ text }] })
  const whole = row(
    'Root made anew from all hashes kept',
    root === merkleRoot ? 'The same as in the certificate' : `Another one: ${root}`,
  )
  if (proof === null) return { said: 'No. That record is not in this certificate.', facts: [whole] }
  return {
    said: 'Yes. That record is in this certificate.',
    facts: [
      row('Keyed hash of the reference', proof.hash),
      row(
        'Its place in the list',
        `${(proof.index + 1).toLocaleString('en-GB')} of ${proof.size.toLocaleString('en-GB')}`,
      ),
      { key: 'Hashes on the way to the root', lines: proof.path.map((text) => ({ text })) },
      row('Merkle root of the certificate', merkleRoot),
      whole,
    ],
  }
}

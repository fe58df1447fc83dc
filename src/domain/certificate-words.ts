import type { CertificateFacts } from './certificate.ts'

/** The kind of paper that a certificate is, by what was done. */
export const certificateTitle: Record<CertificateFacts['action'], string> = {
  destroy: 'Destruction certificate',
  anonymise: 'Certificate of anonymisation',
  'transfer to archive': 'Certificate of transfer to the archive',
}

/** What a decision was, in words. */
export const decisionInWords: Record<CertificateFacts['decisions'][number]['decision'], string> = {
  'approve disposal': 'Approved the disposal',
  'second approval': 'Gave the second approval',
  'send back': 'Sent it back',
  'keep all longer': 'Decided to keep all of it longer',
}

/** Records of the review or the instruction that the certificate is not of, each with its number; nothing where there are none. */
export function notCovered({ review, instruction, exceptions }: CertificateFacts): { text: string; records: number }[] {
  return [
    ...exceptions.map(({ kind, records }) => ({ text: `Exception in the review: ${kind}`, records })),
    { text: 'Left the approval, because their facts changed or a hold keeps them', records: review.left },
    { text: 'Approved in the same review, and held by other source systems', records: review.instructedElsewhere },
    { text: 'Approved in the same review, and still to be instructed', records: review.stillToInstruct },
    { text: 'Of this instruction, proved by an earlier certificate', records: instruction.disposedOfBefore },
    { text: 'Of this instruction, not found by the source', records: instruction.notFound },
    { text: 'Of this instruction, failed', records: instruction.failed },
    { text: 'Of this instruction, stopped because of a hold', records: instruction.stopped },
  ].filter(({ records }) => records > 0)
}

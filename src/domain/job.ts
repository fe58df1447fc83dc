/** The jobs whose runs stand in the ledger, by the names that they have there. */
export const jobNames = [
  'sweep',
  'recompute',
  'decisions',
  'instruct',
  'backup',
  'digest',
  'verify-audit',
  'checks',
] as const

export type JobName = (typeof jobNames)[number]

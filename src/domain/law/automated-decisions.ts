import type { Dated } from './in-force.ts'

/** The articles that rule automated decisions, by day. Source: Data (Use and Access) Act 2025 s.80, in force on 5 February 2026. */
export const automatedDecisionLaw: (Dated & { citation: string })[] = [
  { from: null, until: '2026-02-05', citation: 'UK GDPR Articles 13(2)(f) and 22' },
  { from: '2026-02-05', until: null, citation: 'UK GDPR Articles 13(2)(f) and 22A to 22D' },
]

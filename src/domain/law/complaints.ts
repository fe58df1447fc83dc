import type { Dated } from './in-force.ts'

/** Since when a controller has to make it easy to complain to it. Source: Data (Use and Access) Act 2025 s.103, in force on 19 June 2026. */
export const complaintsLaw: Dated & { citation: string } = {
  from: '2026-06-19',
  until: null,
  citation: 'Data Protection Act 2018 s.164A',
}

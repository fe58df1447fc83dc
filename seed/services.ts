import type { ServiceSeed } from './types.ts'

/**
 * The services that the five notices are about.
 *
 * Family Hubs stands under Westmorland and Furness: its notice names two councils, speaks in the name of this one and
 * gives this one's data protection address only. The remarks of its activities say so.
 */
export const services: ServiceSeed[] = [
  { code: 'LIB', name: 'Libraries', organisation: 'CCC' },
  { code: 'MUS', name: 'Cambridgeshire Music', organisation: 'CCC' },
  { code: 'LGS', name: 'LGSS shared services', organisation: 'LGSS' },
  { code: 'FHB', name: 'Family Hubs', organisation: 'WAF' },
  { code: 'NCC', name: 'Whole council', organisation: 'NCC' },
]

import { incidentInWords } from '../domain/disposal-incident.ts'
import { countOf } from '../domain/list.ts'
import type { DigestFacts } from './digest-facts.ts'
import type { Section } from './digest-reviews.ts'

/** What information governance is told of incidents that nobody has closed: what is wrong, and with how many records. */
export function incidentSections({ incidents }: DigestFacts, baseUrl: string): Section[] {
  const open = incidents.reduce((sum, { incidents: count }) => sum + count, 0)
  if (open === 0) return []
  const heading = `${countOf(open, 'disposal incident')} ${open === 1 ? 'is' : 'are'} open`
  const list = incidents.map(({ kind, records }) => ({
    text: `${incidentInWords[kind]}: ${countOf(records, 'record')}`,
    href: `${baseUrl}/disposal-incidents?state=open&kind=${encodeURIComponent(kind)}`,
  }))
  return [{ subject: heading, blocks: [{ heading }, { list }] }]
}

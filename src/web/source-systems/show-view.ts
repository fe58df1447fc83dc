import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import { countOf } from '../../domain/list.ts'
import type { Line, SummaryRow } from '../components.ts'
import { queryString } from '../query.ts'

const LIST = '/source-systems'

/** What the page of a source system is made of. `feeds`: whether the reader may see what it sends; `tokens`: the address of its API tokens, null for who may not read them. */
export type SystemShown = {
  system: SourceSystem
  limits: { code: string; name: string }[]
  uses: number
  mayEdit: boolean
  feeds: boolean
  tokens: string | null
}

/** A source system: what it holds, and for which services. */
export function systemPage({ system, limits, uses, mayEdit, feeds, tokens }: SystemShown) {
  return {
    title: system.name,
    caption: system.code,
    trail: [{ text: 'Source systems', href: LIST }],
    actions: mayEdit ? [{ text: 'Change', href: `${LIST}/${system.code}/edit` }] : [],
    facts: [
      row('What it holds', [
        system.description === '' ? { text: 'Not said', muted: true } : { text: system.description },
      ]),
      row('Organisation', [{ text: system.organisationName, href: `/organisations/${system.organisation}` }]),
      row('Default service', [system.defaultServiceName ? { text: system.defaultServiceName } : none]),
      row(
        'May hold records of',
        limits.length === 0 ? [{ text: 'Any service' }] : limits.map(({ name }) => ({ text: name })),
      ),
      row('Processing activities', [{ text: countOf(uses, 'activity', 'activities') }]),
      ...(feeds
        ? [row('Feeds', [{ text: 'What it has sent', href: `/record-feeds${queryString({ source: system.code })}` }])]
        : []),
      ...(tokens ? [row('API tokens', [{ text: 'Its tokens', href: tokens }])] : []),
    ],
  }
}

const none: Line = { text: 'None', muted: true }

const row = (key: string, lines: Line[]): SummaryRow => ({ key, lines })

import type { HoldContents, Named } from '../../../db/queries/hold-contents.ts'
import type { RecordTerms } from '../../../db/queries/record-terms.ts'
import type { HoldDraft } from '../../actions/hold-drafts.ts'

/** What a hold that has not been placed yet would catch, by names. */
export function contentsOfDraft({ catches }: HoldDraft, { sources, services, rules }: RecordTerms): HoldContents {
  const named = (terms: Map<number, { code: string; name: string }>, ids: readonly number[]): Named[] =>
    ids.flatMap((id) => {
      const term = terms.get(id)
      return term ? [{ id, code: term.code, name: term.name }] : []
    })
  const none = { services: [], rules: [], triggerFrom: null, triggerTo: null }
  if (catches.by === 'list')
    return { ...none, sources: named(sources, [catches.sourceSystemId]), references: catches.references.length }
  const { criteria } = catches
  const series = new Map([...rules].map(([id, { code, recordSeries }]) => [id, { code, name: recordSeries }]))
  return {
    services: named(services, criteria.services),
    rules: named(series, criteria.rules),
    sources: named(sources, criteria.sources),
    ...{ triggerFrom: criteria.triggerFrom, triggerTo: criteria.triggerTo, references: 0 },
  }
}

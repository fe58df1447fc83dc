import { type Hold, type HoldFilters, holdList } from '../../db/queries/disposal-holds.ts'
import { contentsOfHolds, type HoldContents, type Named, NO_CONTENTS } from '../../db/queries/hold-contents.ts'
import { holdState } from '../domain/disposal-hold.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 500

type Row = { hold: Hold; contents: HoldContents; state: string }

/** The disposal holds as CSV, one row a hold; what it catches by codes, and of a list only how many references it has. */
export const disposalHoldsExport: CsvExport<Row, Omit<HoldFilters, 'today' | 'asAt'>> = {
  name: 'disposal-holds',
  columns: [
    { name: 'hold', value: ({ hold }) => hold.id },
    { name: 'title', value: ({ hold }) => hold.title },
    { name: 'kind', value: ({ hold }) => hold.kind },
    { name: 'state', value: ({ state }) => state },
    { name: 'mandate', value: ({ hold }) => hold.mandate },
    { name: 'reason', value: ({ hold }) => hold.reason },
    { name: 'services', value: ({ contents }) => codes(contents.services) },
    { name: 'rules', value: ({ contents }) => codes(contents.rules) },
    { name: 'source_systems', value: ({ contents }) => codes(contents.sources) },
    { name: 'trigger_from', value: ({ contents }) => contents.triggerFrom },
    { name: 'trigger_to', value: ({ contents }) => contents.triggerTo },
    { name: 'references_listed', value: ({ contents }) => contents.references },
    { name: 'placed_on', value: ({ hold }) => hold.placedOn },
    { name: 'placed_by', value: ({ hold }) => hold.placedByName },
    { name: 'review_on', value: ({ hold }) => hold.reviewOn },
    { name: 'records_withdrawn', value: ({ hold }) => hold.withdrawn },
    { name: 'records_recalled', value: ({ hold }) => hold.recalled },
    { name: 'lifted_on', value: ({ hold }) => hold.liftedOn },
    { name: 'lifted_by', value: ({ hold }) => hold.liftedByName },
    { name: 'lifted_reason', value: ({ hold }) => hold.liftedReason },
  ],
  async *rows(db, filters, { reach, today, asAt }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const holds = await holdList(db, { ...filters, today, asAt }, reach, { limit: AT_ONCE, offset })
      const contents = await contentsOfHolds(
        db,
        holds.map(({ id }) => id),
        asAt,
      )
      yield holds.map((hold) => ({
        hold,
        contents: contents.get(hold.id) ?? NO_CONTENTS,
        state: holdState(hold, today),
      }))
      if (holds.length < AT_ONCE) return
    }
  },
}

const codes = (named: Named[]): string[] => named.map(({ code }) => code)

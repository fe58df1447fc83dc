import type { DeputyRow } from '../../../db/queries/deputies.ts'
import type { IsoDate } from '../../domain/calendar.ts'
import type { SummaryRow } from '../components.ts'
import { deputyLines, LIST } from './words.ts'

/** The person, the times as deputy that they gave or have, and what the rows about these are called. */
type Shown = { id: number; deputies: DeputyRow[]; today: IsoDate; named: string; held: string }

/** Who stands in for a person, and for whom they stand in; no row where nobody does. */
export function deputyRows({ id, deputies, today, named, held }: Shown): SummaryRow[] {
  const given = deputies.filter(({ managerId }) => managerId === id)
  const had = deputies.filter(({ deputyId }) => deputyId === id)
  return [
    row(
      named,
      deputyLines(given, today, ({ deputyName, serviceName }) => `${deputyName} in ${serviceName}`),
    ),
    row(
      held,
      deputyLines(had, today, ({ managerName, serviceName }) => `${managerName} in ${serviceName}`),
    ),
  ].filter(({ lines }) => lines.length > 0)
}

const row = (key: string, lines: SummaryRow['lines']): SummaryRow => ({
  ...{ key, lines },
  actions: [{ text: 'See', href: LIST, hidden: key.toLowerCase() }],
})

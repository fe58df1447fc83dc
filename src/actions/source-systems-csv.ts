import { allSourceSystems, type SourceSystem, systemLimits, systemUses } from '../../db/queries/source-systems.ts'
import { sourceSystemsThen } from '../../db/queries/source-systems-then.ts'
import type { CsvExport } from './csv-export.ts'

type ExportedSystem = SourceSystem & { limitedTo: string[]; activities: number }

/** The source systems as CSV. `limited_to`: codes of services; empty when the system may hold records of any; `organisation`: a code. */
export const sourceSystemsExport: CsvExport<ExportedSystem, Record<string, never>> = {
  name: 'source-systems',
  columns: [
    { name: 'code', value: ({ code }) => code },
    { name: 'name', value: ({ name }) => name },
    { name: 'description', value: ({ description }) => description },
    { name: 'default_service', value: ({ defaultService }) => defaultService },
    { name: 'limited_to', value: ({ limitedTo }) => limitedTo },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'organisation', value: ({ organisation }) => organisation },
  ],
  async *rows(db, _filters, { asAt }) {
    if (asAt) {
      const systems = await sourceSystemsThen(db, asAt)
      return yield systems.map(({ limits, ...system }) => ({ ...system, limitedTo: limits.map(({ code }) => code) }))
    }
    const limits = await systemLimits(db)
    const uses = await systemUses(db)
    yield (await allSourceSystems(db)).map((system) => ({
      ...system,
      limitedTo: (limits.get(system.code) ?? []).map(({ code }) => code),
      activities: uses.get(system.code) ?? 0,
    }))
  },
}

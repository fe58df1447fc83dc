import { completenessOf, type ServiceCompleteness } from '../../db/queries/completeness.ts'
import { servicesWithin } from '../../db/queries/services.ts'
import { specialHoldings } from '../../db/queries/special-categories.ts'
import type { SpecialHolding } from '../domain/special-category-map.ts'
import type { CsvExport } from './csv-export.ts'

/** How complete the register is, as CSV: one row a service. */
export const completenessExport: CsvExport<ServiceCompleteness, object> = {
  name: 'reports/completeness',
  fileName: 'completeness',
  columns: [
    { name: 'organisation', value: ({ organisation }) => organisation },
    { name: 'service', value: ({ service }) => service },
    { name: 'service_name', value: ({ serviceName }) => serviceName },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'complete', value: ({ complete }) => complete },
    { name: 'missing_or_wrong', value: ({ errors }) => errors },
    { name: 'likely_wrong', value: ({ warnings }) => warnings },
    { name: 'to_settle', value: ({ prompts }) => prompts },
  ],
  async *rows(db, _filters, { reach, today }) {
    yield await completenessOf(db, reach, today)
  },
}

/** Which services hold special category and offence data, as CSV: one row for each category that a service holds. */
export const specialCategoriesExport: CsvExport<SpecialHolding & { serviceName: string }, object> = {
  name: 'reports/special-categories',
  fileName: 'special-categories',
  columns: [
    { name: 'service', value: ({ service }) => service },
    { name: 'service_name', value: ({ serviceName }) => serviceName },
    { name: 'category', value: ({ category }) => category },
    { name: 'kind', value: ({ mark }) => mark },
    { name: 'activities', value: ({ activities }) => activities },
  ],
  async *rows(db, _filters, { reach }) {
    const names = new Map((await servicesWithin(db, reach)).map(({ code, name }) => [code, name]))
    const holdings = await specialHoldings(db, reach)
    yield holdings.map((holding) => ({ ...holding, serviceName: names.get(holding.service) ?? holding.service }))
  },
}

import { allOrganisations, type Organisation } from '../../db/queries/organisations.ts'
import { organisationsThen } from '../../db/queries/organisations-then.ts'
import type { CsvExport } from './csv-export.ts'

/** The organisations that the register names, as CSV. */
export const organisationsExport: CsvExport<Organisation, Record<string, never>> = {
  name: 'organisations',
  columns: [
    { name: 'code', value: ({ code }) => code },
    { name: 'name', value: ({ name }) => name },
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'address', value: ({ address }) => address },
    { name: 'email', value: ({ email }) => email },
    { name: 'telephone', value: ({ telephone }) => telephone },
    { name: 'ico_registration', value: ({ icoRegistration }) => icoRegistration },
    { name: 'dpo_contact', value: ({ dpoContact }) => dpoContact },
    { name: 'complaints', value: ({ complaints }) => complaints },
    { name: 'approvals', value: ({ approvals }) => approvals },
  ],
  async *rows(db, _filters, { asAt }) {
    yield asAt ? await organisationsThen(db, asAt) : await allOrganisations(db)
  },
}

import { type AccountRow, allAccounts } from '../../db/queries/accounts.ts'
import { type AccountFilters, accountMatches, accountState } from '../domain/account.ts'
import type { CsvExport } from './csv-export.ts'

/** The accounts as CSV; nothing in it lets anybody in. */
export const accountsExport: CsvExport<AccountRow, AccountFilters> = {
  name: 'users',
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'name', value: ({ name }) => name },
    { name: 'email', value: ({ email }) => email },
    { name: 'role', value: ({ role }) => role },
    { name: 'services', value: ({ services }) => services.map(({ code }) => code) },
    { name: 'state', value: accountState },
    { name: 'second_factor', value: ({ secondFactorSince }) => (secondFactorSince === null ? 'no' : 'yes') },
    { name: 'added_at', value: ({ createdAt }) => createdAt },
    { name: 'last_signed_in_at', value: ({ lastSignedInAt }) => lastSignedInAt },
    { name: 'suspended_at', value: ({ suspendedAt }) => suspendedAt },
  ],
  async *rows(db, filters) {
    yield (await allAccounts(db)).filter((account) => accountMatches(account, filters))
  },
}

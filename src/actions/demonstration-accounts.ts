import { idsByCode } from '../../db/queries/codes.ts'
import { addUser } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { Role } from '../domain/permission.ts'
import { hashPassword } from './passwords.ts'

/** The password of every demonstration account. They exist only outside production. */
export const DEMONSTRATION_PASSWORD = 'demonstration only'

type DemonstrationAccount = { email: string; name: string; role: Role; services: string[] }

/** One person or more for each role; each service has a manager who answers for it. */
const accounts: DemonstrationAccount[] = [
  { email: 'governance@muniment.example', name: 'Grace Ashby', role: 'governance', services: [] },
  { email: 'governance.second@muniment.example', name: 'Owen Pryce', role: 'governance', services: [] },
  { email: 'manager@muniment.example', name: 'Mark Lowe', role: 'manager', services: ['LIB', 'MUS'] },
  { email: 'manager.families@muniment.example', name: 'Farah Iqbal', role: 'manager', services: ['FHB'] },
  { email: 'manager.county@muniment.example', name: 'Colin Marsh', role: 'manager', services: ['NCC'] },
  { email: 'manager.shared@muniment.example', name: 'Sian Hughes', role: 'manager', services: ['LGS'] },
  { email: 'auditor@muniment.example', name: 'Aisha Okoro', role: 'auditor', services: [] },
  { email: 'administrator@muniment.example', name: 'Adam Field', role: 'administrator', services: [] },
]

type HashedAccount = DemonstrationAccount & { passwordHash: string }

/** The demonstration accounts with their passwords hashed: slow on purpose, so that it is done before a transaction begins. */
export const hashedAccounts = (): Promise<HashedAccount[]> =>
  Promise.all(
    accounts.map(async (account) => ({ ...account, passwordHash: await hashPassword(DEMONSTRATION_PASSWORD) })),
  )

/** Adds demonstration accounts; the services they answer for must exist. */
export async function addDemonstrationAccounts(db: Db, hashed: HashedAccount[], createdAt: string): Promise<void> {
  const serviceIds = await idsByCode(
    db,
    'services',
    hashed.flatMap(({ services }) => services),
  )
  for (const { email, name, role, services, passwordHash } of hashed)
    await addUser(db, {
      ...{ email, name, role, passwordHash, createdAt },
      demonstration: 1,
      serviceIds: services.flatMap((code) => serviceIds.get(code) ?? []),
    })
}

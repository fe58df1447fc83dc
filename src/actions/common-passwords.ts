import { namesOfPlaces } from '../../db/queries/organisations.ts'
import type { Db } from '../../db/schema.ts'
import { passwordProblem } from '../domain/password.ts'
import type { User } from '../domain/permission.ts'

/** Read when the first password is set: nothing else needs the list. */
let common: Promise<Set<string>> | undefined

async function commonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}

/** What is wrong with a password that a person chooses, in a sentence; null when it will do. */
export async function problemOfPassword(
  db: Db,
  person: Pick<User, 'name' | 'email'>,
  password: string,
): Promise<string | null> {
  common ??= commonPasswords()
  const list = await common
  const about = [person.name, person.email, 'Muniment', ...(await namesOfPlaces(db))]
  return passwordProblem(password, { isCommon: (text) => list.has(text), about })
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { addAccount, anyAccount, setPassword } from '../../db/queries/accounts.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { addRulesInForce } from '../../db/queries/sample-register.ts'
import { forgetSetting, keepSetting, setting } from '../../db/queries/settings.ts'
import { userById } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import { retentionRules } from '../../seed/retention-rules.ts'
import type { FirstAdministrator } from '../domain/account.ts'
import { program, type User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { problemOfPassword } from './common-passwords.ts'
import { OWN_RULE } from './own-rule.ts'
import { hashPassword } from './passwords.ts'
import { indexForSearch } from './search-index.ts'

const SETTING = 'set-up code'
const SET_UP = program('First set-up')
/** Crockford's alphabet, in which no two characters look alike. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 25
const IN_A_GROUP = 5

/**
 * A new code by which whoever reads the log sets up the service, or null when somebody has an account already.
 *
 * Only its hash is kept: 125 bits, so that a plain one will do. An earlier code is worth nothing from then on.
 */
export async function newSetUpCode(db: Db): Promise<string | null> {
  return db.transaction().execute(async (tx) => {
    if (await anyAccount(tx)) return null
    const code = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    await keepSetting(tx, SETTING, hashOf(code))
    return code.match(new RegExp(`.{${IN_A_GROUP}}`, 'g'))?.join('-') ?? code
  })
}

/**
 * Makes the first administrator, and puts the product's own retention rule into a schedule that has none, proposed, so that
 * information governance confirms it.
 *
 * Refused under `code` when it is wrong, or when somebody has an account already: of two who set up, one wins.
 */
export async function setUp(
  db: Db,
  by: Omit<Acting, 'who'>,
  { code, password, ...person }: FirstAdministrator,
): Promise<Checked<User>> {
  const acting = { ...by, who: SET_UP }
  mustBeAllowed(acting, 'manage accounts')
  const wrong = refused('code', 'The set-up code is not right: it is in the log of the last start of the server')
  if (!(await isRight(db, code))) return wrong
  const problem = await problemOfPassword(db, person, password)
  if (problem !== null) return refused('password', problem)
  const passwordHash = await hashPassword(password)
  return db.transaction().execute(async (tx) => {
    if ((await anyAccount(tx)) || !(await isRight(tx, code))) return wrong
    const now = by.clock.now()
    const id = await addAccount(tx, { ...person, role: 'administrator', serviceIds: [] }, now)
    if (id === null) return wrong
    await setPassword(tx, id, passwordHash, now)
    const user = await userById(tx, id)
    if (!user) return wrong
    await forgetSetting(tx, SETTING)
    const added = { ...by, who: user }
    await recordEvent(tx, added, {
      kind: 'set up',
      subject: { kind: 'user', id: String(id) },
      facts: { role: 'administrator' },
    })
    await addOwnRule(tx, acting)
    return accepted(user)
  })
}

async function isRight(db: Db, code: string): Promise<boolean> {
  const expected = Buffer.from((await setting(db, SETTING)) ?? '')
  const given = Buffer.from(hashOf(code))
  return expected.length === given.length && timingSafeEqual(expected, given)
}

async function addOwnRule(tx: Db, acting: Acting): Promise<void> {
  const rule = retentionRules.find(({ code }) => code === OWN_RULE)
  if (!rule || (await ruleByCode(tx, OWN_RULE, null))) return
  const { service: _, ...content } = rule
  const now = acting.clock.now()
  const written = { createdAt: now, createdByName: SET_UP.name, recomputedAt: now, validFrom: acting.clock.today() }
  await addRulesInForce(tx, [{ ...content, ...written, standing: 'proposed', serviceId: null, shortensExisting: 0 }])
  await indexForSearch(tx, 'rule', [OWN_RULE])
  await recordEvent(tx, acting, { kind: 'added', subject: { kind: 'retention rule', id: OWN_RULE } })
}

/** A code as people copy it: in any case, with or without its hyphens, and with letters for the digits that they look like. */
const hashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'))
    .digest('hex')

import { z } from 'zod'
import { oneOf, requiredText } from './activity-text.ts'
import { type Role, roles } from './permission.ts'

/** `invited`: there is neither a password nor a single sign-on yet, so that nobody can sign in to it. */
export const accountStates = ['active', 'invited', 'suspended'] as const
export type AccountState = (typeof accountStates)[number]

/** What the state of an account follows from. */
export type AccountFacts = { suspendedAt: string | null; hasPassword: boolean; usesSingleSignOn: boolean }

/** The state of an account. */
export function accountState({ suspendedAt, hasPassword, usesSingleSignOn }: AccountFacts): AccountState {
  if (suspendedAt !== null) return 'suspended'
  return hasPassword || usesSingleSignOn ? 'active' : 'invited'
}

/** Ticked boxes come as nothing, one text or several. */
const ticked = z.preprocess(
  (value) => (value === undefined || value === '' ? [] : [value].flat()),
  z.array(z.string({ error: 'Choose services from the list' })).max(1000, 'Choose 1,000 services or fewer'),
)

const onOneLine = (text: string): boolean => !/[\n\t]/.test(text)

/** The name of a person, on one line. */
const PersonName = requiredText('the name', 200).pipe(
  z.string().refine(onOneLine, 'Enter the name on one line, without tabs'),
)

/** The e-mail address of a person: they sign in with it, and messages go to it. */
const PersonEmail = requiredText('the e-mail address', 254).pipe(
  z.string().regex(/^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/, 'Enter an e-mail address such as name@council.example'),
)

/** What an administrator submits of a person; `services` are codes, and only a manager has any. */
export const AccountDraft = z
  .object({
    name: PersonName,
    email: PersonEmail,
    role: oneOf(roles, 'Choose a role'),
    services: ticked,
  })
  .refine(({ role, services }) => role === 'manager' || services.length === 0, {
    path: ['services'],
    error: 'Only a service manager answers for services: choose that role, or untick the services',
  })
export type AccountDraft = z.output<typeof AccountDraft>

/** Why somebody is suspended, for whoever reads the trail later. */
export const Suspension = z.object({ reason: requiredText('why the account is suspended', 500) })

/** The filters of the list of accounts. `service` is a code, `q` a part of a name or an e-mail address. */
export type AccountFilters = {
  q?: string | undefined
  role?: Role | undefined
  service?: string | undefined
  state?: AccountState | undefined
}

/** True when an account passes all filters that are set. */
export function accountMatches(
  account: AccountFacts & { name: string; email: string; role: Role; services: { code: string }[] },
  { q, role, service, state }: AccountFilters,
): boolean {
  const words = q?.toLocaleLowerCase('en-GB')
  return (
    (words === undefined || `${account.name}\n${account.email}`.toLocaleLowerCase('en-GB').includes(words)) &&
    (role === undefined || account.role === role) &&
    (service === undefined || account.services.some(({ code }) => code === service)) &&
    (state === undefined || accountState(account) === state)
  )
}

/** What is submitted at the first start of all. The password is taken as it is. */
export const FirstAdministrator = z.object({
  code: requiredText('the set-up code', 100),
  name: PersonName,
  email: PersonEmail,
  password: z.string({ error: 'Enter a password' }),
})
export type FirstAdministrator = z.output<typeof FirstAdministrator>

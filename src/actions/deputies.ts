import {
  addDeputy,
  type DeputyRow,
  deputyList,
  endDeputy as end,
  ownServices,
  type PossibleDeputy,
  possibleDeputies,
} from '../../db/queries/deputies.ts'
import { withdrawDigestsOf } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import { dateInWords } from '../domain/calendar.ts'
import { type DeputyDraft, mayEndDeputy } from '../domain/deputy.ts'
import { listInWords } from '../domain/list.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, NotAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'
import { queueMessage } from './mail.ts'

type Site = Pick<Config, 'mail' | 'baseUrl'>

/**
 * Lets somebody stand in for the manager who acts, in services that they manage themself: the deputy sees and decides what is theirs.
 *
 * Refused for a service in which the manager only stands in for another, for somebody who may not be a deputy, and where the same person is
 * one already within those days. The deputy is told by mail, where mail is set up.
 */
export async function nameDeputy(db: Db, acting: Acting, draft: DeputyDraft, site: Site): Promise<Checked<number[]>> {
  mustBeAllowed(acting, 'name a deputy')
  const manager = personActing(acting)
  return db.transaction().execute(async (tx) => {
    const codes = new Set(draft.services)
    const services = (await ownServices(tx, manager.id)).filter(({ code }) => codes.has(code))
    if (services.length < codes.size) return refused('services', 'Choose services that you manage yourself')
    const deputy = (await possibleDeputies(tx, manager.id)).find(({ id }) => id === draft.deputy)
    if (!deputy) return refused('deputy', 'Choose somebody from the list')
    const twice = (await standing(tx, acting, manager.id)).find(
      (one) =>
        one.deputyId === deputy.id && codes.has(one.serviceCode) && one.fromOn <= draft.to && one.toOn >= draft.from,
    )
    if (twice) return refused('deputy', isAlready(twice))
    const ids: number[] = []
    for (const service of services) ids.push(await nameFor(tx, acting, manager, deputy, service, draft))
    const facts = {
      'for user': manager.id,
      services: services.map(({ code }) => code).join(', '),
      from: draft.from,
      until: draft.to,
    }
    await recordEvent(tx, acting, { kind: 'made deputy', subject: userSubject(deputy.id), facts })
    await withdrawDigestsOf(tx, deputy.id)
    await tell(tx, acting, site, deputy, {
      ...{ subject: `You stand in for ${manager.name}`, dedupeKey: `deputy named|${ids.join()}` },
      text: `${manager.name} has named you as their deputy in ${listInWords(services.map(({ name }) => name))}, from ${dateInWords(draft.from)} to ${dateInWords(draft.to)}, both days included. On these days you see and decide what is theirs.`,
    })
    return accepted(ids)
  })
}

/**
 * Ends a time as deputy before its last day, at once.
 *
 * Throws `NotAllowed` for those who have nothing to do with it; refused when it is over, or was ended already.
 */
export async function endDeputy(db: Db, acting: Acting, id: number, site: Site): Promise<Checked<null>> {
  mustBeAllowed(acting, 'end a time as deputy')
  const person = personActing(acting)
  return db.transaction().execute(async (tx) => {
    const [deputy] = await deputyList(tx, { id, reach: null })
    if (!deputy || !mayEndDeputy(person, deputy)) throw new NotAllowed('The time as deputy is of others')
    const by = { endedAt: acting.clock.now(), endedById: person.id, today: acting.clock.today() }
    if (!(await end(tx, id, by)))
      return refused('deputy', 'This time as deputy has ended already. Reload the list to see how it stands')
    const facts = { deputyship: id, user: deputy.deputyId, 'for user': deputy.managerId }
    for (const subject of [serviceSubject(deputy.serviceCode), userSubject(deputy.deputyId)])
      await recordEvent(tx, acting, { kind: 'deputy ended', subject, facts: { ...facts, service: deputy.serviceCode } })
    await withdrawDigestsOf(tx, deputy.deputyId)
    const to = (await possibleDeputies(tx, person.id)).find((one) => one.id === deputy.deputyId)
    if (to)
      await tell(tx, acting, site, to, {
        ...{ subject: `You no longer stand in for ${deputy.managerName}`, dedupeKey: `deputy ended|${id}` },
        text: `${person.name} has ended your time as deputy of ${deputy.managerName} in ${deputy.serviceName}.`,
      })
    return accepted(null)
  })
}

/** The times as deputy that a manager has given and that are not over. */
const standing = async (tx: Db, { clock }: Acting, managerId: number): Promise<DeputyRow[]> =>
  (await deputyList(tx, { person: managerId, notOverOn: clock.today(), reach: null })).filter(
    (deputy) => deputy.managerId === managerId,
  )

const isAlready = ({ deputyName, serviceName, fromOn, toOn }: DeputyRow): string =>
  `${deputyName} is your deputy in ${serviceName} already, from ${dateInWords(fromOn)} to ${dateInWords(toOn)}: choose other days, or end that first`

async function nameFor(
  tx: Db,
  acting: Acting,
  manager: User,
  deputy: PossibleDeputy,
  service: { id: number; code: string },
  { from, to }: DeputyDraft,
): Promise<number> {
  const people = { serviceId: service.id, managerId: manager.id, deputyId: deputy.id }
  const id = await addDeputy(tx, { ...people, fromOn: from, toOn: to, namedAt: acting.clock.now() })
  await recordEvent(tx, acting, {
    ...{ kind: 'deputy named', subject: serviceSubject(service.code) },
    facts: { deputyship: id, user: deputy.id, from, until: to },
    personal: { facts: { name: deputy.name } },
  })
  return id
}

const serviceSubject = (code: string) => ({ kind: 'service', id: code }) as const
const userSubject = (id: number) => ({ kind: 'user', id: String(id) }) as const

/** Nothing happens where no mail is set up. */
async function tell(
  tx: Db,
  { clock }: Acting,
  { mail, baseUrl }: Site,
  to: PossibleDeputy,
  { text, ...message }: { subject: string; dedupeKey: string; text: string },
): Promise<void> {
  if (!mail) return
  await queueMessage(tx, clock, {
    ...{ ...message, userId: to.id, to: to.email, kind: 'notice' },
    blocks: [{ text: `Hello ${to.name},` }, { text }, { link: 'See the deputies', href: `${baseUrl}/deputies` }],
  })
}

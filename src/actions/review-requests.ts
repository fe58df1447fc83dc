import { addItems, bringForward, putReviewsBack, servicesOpenIn } from '../../db/queries/review-request-items.ts'
import { reviewRequestById } from '../../db/queries/review-requests.ts'
import { type ManagedService, managedServices } from '../../db/queries/service-managers.ts'
import { addReviewRequest, servicesAsked, withdrawReviewRequest } from '../../db/queries/services-asked.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { dateInWords } from '../domain/calendar.ts'
import { countOf, listInWords } from '../domain/list.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { ALL_SERVICES, type ReviewRequestDraft } from '../domain/review-cycle.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { CHANGED_MEANWHILE } from './activity-drafts.ts'
import { recordEvent } from './audit.ts'
import { refreshFindings } from './refresh-findings.ts'
import { tellOfRequest, tellOfWithdrawal } from './review-request-mail.ts'

/** Where the links of messages lead. */
export type Site = { baseUrl: string }

/** Somebody else asked one of the services at the same moment: what was begun is taken back. */
class AskedMeanwhile extends Error {}

/**
 * Asks the owners of services to review every activity that these have in force, by a day to which later reviews are brought forward.
 *
 * Each manager gets one message. Refused when a service is not there, has nothing in force or is asked already, and, unless it is said
 * to be known, when it has no manager. All services: those that have something in force and are not asked yet.
 */
export async function askForReviews(
  db: Db,
  acting: Acting,
  draft: ReviewRequestDraft,
  site: Site,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'ask for reviews')
  try {
    return await db.transaction().execute((tx) => ask(tx, acting, draft, site))
  } catch (error) {
    if (!(error instanceof AskedMeanwhile)) throw error
    return refused(
      'services',
      'Somebody else has just asked one of these services: see what was asked before you ask more',
    )
  }
}

async function ask(tx: Db, acting: Acting, draft: ReviewRequestDraft, site: Site): Promise<Checked<number>> {
  const chosen = await servicesOf(tx, draft.services, acting.clock.today())
  if (!chosen.ok) return chosen
  const { clock, who } = acting
  const services = chosen.value
  const unmanaged = services.filter(({ managers }) => managers.length === 0)
  if (unmanaged.length > 0 && !draft.unmanaged) return refused('unmanaged', nobodyToTell(unmanaged))
  const ids = services.map(({ id }) => id)
  const request = { dueOn: draft.due, message: draft.message, askedAt: clock.now(), askedByName: who.name }
  const id = await addReviewRequest(tx, request, ids)
  if (id === null) throw new AskedMeanwhile()
  const activities = await addItems(tx, id, ids)
  await bringForward(tx, id, draft.due)
  await tellOfRequest(tx, acting, { id, ...request }, services, site)
  await recordEvent(tx, acting, {
    ...{ kind: 'review asked for', subject: { kind: 'review request', id: String(id) } },
    facts: { services: services.map(({ code }) => code).join(', '), activities, 'answer by': draft.due },
  })
  return accepted(id)
}

/** Takes a request back: what it had brought forward and nobody has answered is due again when it was. Refused under `CHANGED_MEANWHILE` once it has ended. */
export async function withdrawRequest(
  db: Db,
  acting: Acting,
  id: number,
  reason: string,
  site: Site,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'ask for reviews')
  const { clock, who } = acting
  const ended = refused(CHANGED_MEANWHILE, 'This request has ended already, so that nothing was done')
  return db.transaction().execute(async (tx) => {
    const request = await reviewRequestById(tx, id, null)
    if (!request) return refused('id', 'There is no such request')
    if (request.closedAt !== null || request.withdrawnAt !== null) return ended
    const open = await servicesOpenIn(tx, id)
    const changed = await putReviewsBack(tx, id, request.dueOn)
    const withdrawal = { withdrawnAt: clock.now(), withdrawnByName: who.name, withdrawnReason: reason }
    if (!(await withdrawReviewRequest(tx, id, withdrawal))) return ended
    await refreshFindings(tx, changed, clock.today())
    const services = (await managedServices(tx, acting.clock.today())).filter((service) => open.includes(service.id))
    await tellOfWithdrawal(tx, acting, { ...request, reason }, services, site)
    await recordEvent(tx, acting, {
      ...{ kind: 'withdrawn', subject: { kind: 'review request', id: String(id) } },
      facts: { unanswered: request.open, said: reason },
    })
    return accepted(null)
  })
}

/** The services that are to be asked, or why they cannot be. */
async function servicesOf(tx: Db, codes: string[], today: IsoDate): Promise<Checked<ManagedService[]>> {
  const known = await managedServices(tx, today)
  const all = codes.includes(ALL_SERVICES)
  const wanted = known.filter(({ code, activities }) => (all ? activities > 0 : codes.includes(code)))
  if (!all && wanted.length < new Set(codes).size) return refused('services', 'Choose services from the list')
  const empty = wanted.filter(({ activities }) => activities === 0)
  if (empty.length > 0)
    return refused('services', `${names(empty)} ${empty.length === 1 ? 'has' : 'have'} no activity in force to review`)
  if (wanted.length === 0) return refused('services', 'No service has an activity in force to review')
  const asked = await servicesAsked(
    tx,
    wanted.map(({ id }) => id),
  )
  const [first] = asked
  const left = wanted.filter(({ id }) => !asked.some((one) => one.serviceId === id))
  if (all && left.length > 0) return accepted(left)
  if (first)
    return refused(
      'services',
      `${listInWords(asked.map(({ name }) => name))} ${asked.length === 1 ? 'is' : 'are'} asked already, by ${first.askedByName} until ${dateInWords(first.dueOn)} (request ${first.requestId}): wait for the answers, or withdraw that request first`,
    )
  return accepted(wanted)
}

const names = (services: ManagedService[]): string => listInWords(services.map(({ name }) => name))

const nobodyToTell = (services: ManagedService[]): string =>
  `${names(services)} ${services.length === 1 ? 'has' : 'have'} no manager, so that nobody would be told of ${countOf(
    services.reduce((sum, { activities }) => sum + activities, 0),
    'activity',
    'activities',
  )}: leave ${services.length === 1 ? 'it' : 'them'} out, or say that you know`

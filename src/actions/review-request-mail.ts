import type { ManagedService } from '../../db/queries/service-managers.ts'
import type { Db } from '../../db/schema.ts'
import { dateInWords, type IsoDate } from '../domain/calendar.ts'
import { countOf, listInWords } from '../domain/list.ts'
import type { MailBlock } from '../formats/mail.ts'
import type { Acting } from './acting.ts'
import { queueMessage } from './mail.ts'

type Site = { baseUrl: string }

/** Tells each manager of the services once what they are asked, and by when. */
export async function tellOfRequest(
  tx: Db,
  { who, clock }: Acting,
  request: { id: number; dueOn: IsoDate; message: string },
  services: ManagedService[],
  { baseUrl }: Site,
): Promise<void> {
  const by = dateInWords(request.dueOn)
  await tellManagers(tx, clock, services, (own) => ({
    dedupeKey: `review-request/${request.id}`,
    subject: `Review your processing activities by ${by}`,
    blocks: [
      {
        text: `${who.name} asks you to review ${activitiesOf(own)} of ${listInWords(own.map(({ name }) => name))} by ${by}: say of each that it is still true, or what has changed.`,
      },
      ...paragraphs(request.message),
      { link: 'See which activities these are', href: `${baseUrl}/review-requests/${request.id}` },
    ],
  }))
}

/** Tells the managers of services of which something is unanswered that they need not answer any more. */
export async function tellOfWithdrawal(
  tx: Db,
  { who, clock }: Acting,
  request: { id: number; dueOn: IsoDate; reason: string },
  services: ManagedService[],
  { baseUrl }: Site,
): Promise<void> {
  await tellManagers(tx, clock, services, (own) => ({
    dedupeKey: `review-request/${request.id}/withdrawn`,
    subject: 'You need not review your processing activities now',
    blocks: [
      {
        text: `${who.name} has withdrawn the request to review the activities of ${listInWords(own.map(({ name }) => name))} by ${dateInWords(request.dueOn)}.`,
      },
      ...paragraphs(request.reason),
      { link: 'See the request', href: `${baseUrl}/review-requests/${request.id}` },
    ],
  }))
}

type Told = { dedupeKey: string; subject: string; blocks: MailBlock[] }

async function tellManagers(
  tx: Db,
  clock: Acting['clock'],
  services: ManagedService[],
  told: (own: ManagedService[]) => Told,
): Promise<void> {
  const managers = new Map(services.flatMap(({ managers: of }) => of.map((manager) => [manager.id, manager])))
  for (const { id, email } of managers.values()) {
    const { dedupeKey, ...message } = told(services.filter(({ managers: of }) => of.some((one) => one.id === id)))
    await queueMessage(tx, clock, {
      ...{ ...message, userId: id, to: email, kind: 'notice', dedupeKey: `${dedupeKey}/${id}` },
    })
  }
}

const activitiesOf = (services: ManagedService[]): string =>
  countOf(
    services.reduce((sum, { activities }) => sum + activities, 0),
    'activity',
    'activities',
  )

const paragraphs = (text: string): MailBlock[] =>
  text.split(/\n+/).flatMap((line) => (line.trim() === '' ? [] : [{ text: line.trim() }]))

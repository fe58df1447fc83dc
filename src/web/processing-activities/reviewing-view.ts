import type { Confirmation } from '../../../db/queries/activity-confirmations.ts'
import type { ChangeRequest } from '../../../db/queries/change-requests.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { openRequestsOf } from '../../../db/queries/request-answers.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { reviewStanding } from '../../domain/review-cycle.ts'
import type { Link, TableView } from '../components.ts'

/** What an activity's page says of its reviews: whether one is due, what its reader can answer, and what was answered before. */
export type ReviewingView = {
  title: string
  pressing: boolean
  lines: { text: string; link: Link | null }[]
  actions: (Link & { kind: 'secondary' | null })[]
  history: TableView | null
}

/** What it is made of. `requests`: those that the activity has yet to be answered for. */
export type Facts = {
  activity: Activity
  confirmations: Confirmation[]
  changes: ChangeRequest[]
  requests: Awaited<ReturnType<typeof openRequestsOf>>
  may: { confirm: boolean; ask: boolean; edit: boolean }
}

/** The reviews of an activity, in words. */
export function reviewingView(facts: Facts, today: IsoDate): ReviewingView {
  const { activity, confirmations, changes, requests } = facts
  const live = activity.status === 'approved'
  const open = changes.filter(({ closedAt }) => closedAt === null)
  const standing = live ? reviewStanding(activity.nextReviewOn, today) : 'later'
  return {
    title: 'Is this still true?',
    pressing: standing !== 'later' || open.length > 0 || requests.length > 0,
    lines: [
      ...(live ? [line(dueInWords(activity, standing, confirmations[0]))] : []),
      ...requests.map(({ id, askedByName, dueOn }) =>
        line(`${askedByName} asks for an answer by ${dateInWords(dueOn)}.`, {
          text: 'See the request',
          href: `/review-requests/${id}`,
        }),
      ),
      ...open.map(({ id, text, askedByName, askedAt }) =>
        line(
          `${askedByName} said on ${instantInWords(askedAt)} what has changed: ${text}`,
          facts.may.edit ? { text: `Close request ${id}`, href: `/change-requests/${id}/closing` } : null,
        ),
      ),
    ],
    actions: live ? actions(facts) : [],
    history: confirmations.length + changes.length === 0 ? null : history(confirmations, changes),
  }
}

const line = (text: string, link: Link | null = null) => ({ text, link })

function dueInWords({ nextReviewOn }: Activity, standing: string, last: Confirmation | undefined): string {
  const due = nextReviewOn === null ? '' : dateInWords(nextReviewOn)
  const when = standing === 'overdue' ? `Its review was due on ${due}.` : `Its next review is due on ${due}.`
  const confirmed = last
    ? ` Last confirmed on ${dateInWords(last.confirmedOn)} by ${last.confirmedByName}.`
    : ' Nobody has confirmed it since it was approved.'
  return (nextReviewOn === null ? 'No review of it is due.' : when) + confirmed
}

function actions({ activity, may: rights }: Facts): ReviewingView['actions'] {
  const address = `/processing-activities/${activity.reference}`
  if (!rights.confirm) return []
  return [
    { text: 'Still true', href: `${address}/confirmation`, kind: null },
    ...(rights.ask || rights.edit
      ? [
          {
            text: 'Something has changed',
            href: rights.edit ? `${address}/draft` : `${address}/change-request`,
            kind: 'secondary' as const,
          },
        ]
      : []),
  ]
}

function history(confirmations: Confirmation[], changes: ChangeRequest[]): TableView {
  const rows = [
    ...confirmations.map(({ confirmedAt, confirmedByName, version, note }) => ({
      at: confirmedAt,
      by: confirmedByName,
      what: `Version ${version} is still true`,
      detail: note,
    })),
    ...changes.map(({ id, askedAt, askedByName, text, closedAt, closedByName, closingWord }) => ({
      at: askedAt,
      by: askedByName,
      what: `Request ${id}, something has changed: ${text}`,
      detail:
        closedAt === null
          ? 'Open'
          : `Closed on ${instantInWords(closedAt)} by ${closedByName ?? ''}: ${closingWord ?? ''}`,
    })),
  ]
  return {
    caption: 'Confirmations, and changes asked for',
    head: [{ text: 'When' }, { text: 'Who' }, { text: 'What' }],
    rows: rows
      .toSorted((a, b) => (a.at < b.at ? 1 : -1))
      .map(({ at, by, what, detail }) => [
        { text: instantInWords(at), header: true },
        { text: by },
        { text: what, detail: detail === '' ? null : detail },
      ]),
    empty: '',
  }
}

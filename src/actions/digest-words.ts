import type { Reader } from '../../db/queries/digest.ts'
import { hoursBetween } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { mailPreferenceKey } from '../domain/mail-preference-key.ts'
import type { Role } from '../domain/permission.ts'
import { SWEEP_LATE_HOURS } from '../domain/sweep-guard.ts'
import type { MailBlock } from '../formats/mail.ts'
import { activitiesOfGovernance, activitiesOfManager } from './digest-activities.ts'
import { extensionSections } from './digest-extensions.ts'
import type { DigestFacts } from './digest-facts.ts'
import { holdSections } from './digest-holds.ts'
import { incidentSections } from './digest-incidents.ts'
import { decidedSections, governanceSections, managerSections, type Section } from './digest-reviews.ts'

/** Where the links of a digest lead, and what signs the one that switches optional mail off. */
export type DigestSettings = { baseUrl: string; sessionSecret: string }

export type Digest = { subject: string; blocks: MailBlock[]; unsubscribe?: string }

/** What one person is told on one day, most pressing first; null when nothing needs them. */
export function digestFor(reader: Reader, facts: DigestFacts, settings: DigestSettings): Digest | null {
  const { baseUrl } = settings
  const sections = sectionsFor(reader, facts, baseUrl)
  const [first] = sections
  if (!first) return null
  const key = encodeURIComponent(mailPreferenceKey(settings.sessionSecret, reader.id))
  const unsubscribe =
    reader.role === 'manager' && reader.optionalMail ? `${baseUrl}/mail-preferences?key=${key}` : undefined
  return {
    subject: first.subject,
    blocks: [...sections.flatMap(({ blocks }) => blocks), ...foot(reader.role, facts, baseUrl, unsubscribe)],
    ...(unsubscribe ? { unsubscribe } : {}),
  }
}

function sectionsFor(reader: Reader, facts: DigestFacts, baseUrl: string): Section[] {
  switch (reader.role) {
    case 'manager':
      return [managerSections, activitiesOfManager, decidedSections].flatMap((part) => part(reader, facts, baseUrl))
    case 'governance':
      // Some of them stand in for a manager.
      return [
        ...managerSections(reader, facts, baseUrl),
        ...incidentSections(facts, baseUrl),
        ...governanceSections(reader, facts, baseUrl),
        ...holdSections(facts, baseUrl),
        ...extensionSections(reader, facts, baseUrl),
        ...activitiesOfGovernance(facts, baseUrl),
      ]
    case 'administrator':
      return administratorSections(facts, baseUrl)
    case 'auditor':
      return []
  }
}

function administratorSections(facts: DigestFacts, baseUrl: string): Section[] {
  const { failedJobs, failedFeeds, mailGivenUp } = facts
  const section = (heading: string, blocks: MailBlock[]): Section => ({
    subject: heading,
    blocks: [{ heading }, ...blocks],
  })
  const late = sweepLate(facts)
  return [
    ...(late === null ? [] : [section(late, [{ link: 'See what the jobs did', href: `${baseUrl}/job-runs` }])]),
    ...(failedJobs.length === 0
      ? []
      : [
          section(`${countOf(failedJobs.length, 'job')} failed`, [
            {
              list: failedJobs.map(({ job, times, lastRunId }) => ({
                text: `${job.charAt(0).toUpperCase()}${job.slice(1)}: ${countOf(times, 'run')} failed`,
                href: `${baseUrl}/job-runs/${lastRunId}`,
              })),
            },
          ]),
        ]),
    ...(failedFeeds.length === 0
      ? []
      : [
          section(`The latest feed of ${countOf(failedFeeds.length, 'source system')} was not loaded`, [
            {
              list: failedFeeds.map(({ id, source, state }) => ({
                text: `${source}: feed ${id} ${state === 'refused' ? 'was refused' : 'failed'}`,
                href: `${baseUrl}/record-feeds/${id}`,
              })),
            },
          ]),
        ]),
    ...(mailGivenUp === 0
      ? []
      : [
          section(`${countOf(mailGivenUp, 'message')} could not be delivered`, [
            { link: 'See why, and try again', href: `${baseUrl}/mail` },
          ]),
        ]),
  ]
}

function sweepLate({ lastSweepAt, until }: DigestFacts): string | null {
  if (lastSweepAt === null) return 'The nightly sweep has never succeeded'
  const hours = Math.floor(hoursBetween(lastSweepAt, until))
  return hours > SWEEP_LATE_HOURS ? `The nightly sweep last succeeded ${hours} hours ago` : null
}

const because: Record<Role, string> = {
  manager: 'you answer for records in Muniment as a service manager',
  governance: 'you work in Muniment for information governance',
  administrator: 'you administer Muniment',
  auditor: 'you are an auditor',
}

function foot(role: Role, { trail }: DigestFacts, baseUrl: string, unsubscribe: string | undefined): MailBlock[] {
  return [
    { heading: 'About this message' },
    {
      text: `You get it because ${because[role]}, at most once a day, and only when something needs you.`,
    },
    { link: 'Open Muniment', href: `${baseUrl}/` },
    ...(unsubscribe
      ? [{ link: 'Stop telling me what others decided, which is optional', href: unsubscribe } as const]
      : []),
    ...(trail.id === 0
      ? []
      : [
          {
            text: `Audit trail: event ${trail.id.toLocaleString('en-GB')} has the hash ${trail.hash}. If that event ever has another hash, the trail was rewritten after this message was sent; so this message is worth keeping.`,
          },
        ]),
  ]
}

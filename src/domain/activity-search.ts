import type { ActivityContent } from './processing-activity.ts'

/** All that a search for what an activity said on an earlier day looks through, in lower case; `names` as for `activityLines`. */
export const searchText = (reference: string, content: ActivityContent, names: Map<string, string>): string =>
  [reference, content.title, ...activityLines(content, names)].join('\n').toLowerCase()

/**
 * What a version of an activity says besides its title, line by line.
 *
 * `names`: what the codes in the content stand for, so that a search for “Mailchimp” finds its code too.
 */
export function activityLines(content: ActivityContent, names: Map<string, string>): string[] {
  const named = (code: string | null): string[] => (code === null ? [] : [code, names.get(code) ?? ''])
  return [
    ...named(content.service),
    content.role,
    content.ownerName,
    content.businessFunction,
    content.automatedDecisions,
    content.dpiaStatus,
    content.remarks,
    ...content.purposes.map(({ text }) => text),
    ...content.lawfulBases.flatMap(({ basis, statute, interest, record }) => [basis ?? '', statute, interest, record]),
    ...content.terms.flatMap(({ name, mark }) => [name, mark === 'none' ? '' : mark]),
    ...content.conditions.flatMap(({ kind, text }) => [kind, text]),
    ...content.parties.flatMap(({ organisation, detail, contract }) => [...named(organisation), detail, contract]),
    ...content.recipients.flatMap(({ organisation, category, contract }) => [
      ...named(organisation),
      category,
      contract,
    ]),
    ...content.transfers.flatMap(({ country, recipient, mechanism, safeguard, document, riskAssessment }) => [
      country,
      recipient,
      mechanism === 'not stated' ? '' : mechanism,
      safeguard,
      document,
      riskAssessment,
    ]),
    ...content.details.map(({ text }) => text),
    ...content.rights.map(({ reason }) => reason),
    ...content.dpiaCriteria.map(({ criterion }) => criterion),
    ...content.rules.flatMap(({ rule }) => named(rule)),
    ...content.systems.flatMap(({ sourceSystem }) => named(sourceSystem)),
    ...content.notes.map(({ text }) => text),
  ].filter((text) => text !== '')
}

/** The words of a search, in lower case; every one of them must be found. */
export const searchWords = (query: string): string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

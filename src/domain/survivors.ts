import type { ActivityContent, TermMark } from './processing-activity.ts'

/** What can be a duplicate of another of its kind, and be merged into it. */
export const sharedKinds = ['organisation', 'service', 'term'] as const
export type SharedKind = (typeof sharedKinds)[number]

/**
 * What stands in the place of what was merged away: services and organisations by code, terms by kind and name. What is not in it stands for
 * itself, as it is known now.
 */
export type Survivors = {
  services: Map<string, string>
  organisations: Map<string, string>
  terms: Map<string, { name: string; mark: TermMark }>
}

/** The key of a term in maps: terms are one and the same when kind and name are. */
export const termKey = ({ kind, name }: { kind: string; name: string }): string => `${kind}\n${name}`

/**
 * What an activity says, with what stands in the place of whatever was merged away.
 *
 * Where it names a duplicate beside what took its place, it says the same twice: the first of them stays. What it said twice itself stays as it
 * said it, so that nothing of it depends on whether anything else was merged.
 */
export function withSurvivors(content: ActivityContent, survivors: Survivors): ActivityContent {
  const { services, organisations, terms } = survivors
  if (services.size + organisations.size + terms.size === 0) return content
  const organisation = (code: string | null) => (code === null ? null : (organisations.get(code) ?? code))
  return {
    ...content,
    service: services.get(content.service) ?? content.service,
    terms: replaced(content.terms, (term) => ({ ...term, ...terms.get(termKey(term)) }), termKey),
    parties: replaced(
      content.parties,
      (party) => ({ ...party, organisation: organisation(party.organisation) }),
      ({ part, organisation: code, detail, contract }) => JSON.stringify([part, code, detail, contract]),
    ),
    recipients: replaced(
      content.recipients,
      (recipient) => ({ ...recipient, organisation: organisation(recipient.organisation) }),
      ({ organisation: code, category, role, contract, contractEndsOn }) =>
        JSON.stringify([code, category, role, contract, contractEndsOn]),
    ),
  }
}

/** A name as it sounds: names that differ only in capitals or blanks are likely one and the same. */
export const likeness = (name: string): string => name.toLowerCase().replace(/\s+/g, '')

/** The things whose names differ only in capitals or blanks, group by group, in the order in which they came. */
export function likelyDuplicates<T extends { name: string }>(
  things: readonly T[],
  within: (thing: T) => string = () => '',
): T[][] {
  const groups = Map.groupBy(things, (thing) => `${within(thing)}\n${likeness(thing.name)}`)
  return [...groups.values()].filter((group) => group.length > 1)
}

/** Rows with what stands in their place, without those that only so say what a row before them says. */
function replaced<T>(rows: T[], placed: (row: T) => T, key: (row: T) => string): T[] {
  const keyed = rows.map((row) => {
    const now = placed(row)
    return { now, saidAs: key(row), says: key(now) }
  })
  const first = new Map(keyed.toReversed().map(({ says, saidAs }) => [says, saidAs]))
  return keyed.filter(({ says, saidAs }) => first.get(says) === saidAs).map(({ now }) => now)
}

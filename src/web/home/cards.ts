import type { StatCard } from '../components.ts'
import { card } from './card.ts'
import { holdCards, incidentCard, instructionCards, reviewCards } from './disposal-cards.ts'
import { type HomeFacts, MOST_MISSING } from './facts.ts'

const TO_SEND_AGAIN = '/record-feeds?state=to+send+again'

/** How much of each kind there is that may need this person, the most pressing kinds first. */
export function cards(facts: HomeFacts): StatCard[] {
  const { reviews, gaps, failedFeeds, missing, proposedRules, tokens, undelivered } = facts
  return [
    ...(reviews ? reviewCards(reviews) : []),
    ...(facts.instructions ? instructionCards(facts.instructions) : []),
    ...(facts.escalated === null
      ? []
      : [
          card(
            facts.escalated,
            'review not answered after the last reminder',
            'reviews not answered after the last reminder',
            '/disposal-reviews?escalated=yes',
            'red',
          ),
        ]),
    ...(facts.incidents === null ? [] : [incidentCard(facts.incidents)]),
    ...holdCards(facts),
    card(
      facts.reviewsDue.overdue,
      'activity past its review',
      'activities past their review',
      '/processing-activities?review=overdue',
      'red',
    ),
    card(
      facts.reviewsDue.soon,
      'activity to review within 30 days',
      'activities to review within 30 days',
      '/processing-activities?review=soon',
      'orange',
    ),
    ...(facts.changesAsked === null
      ? []
      : [card(facts.changesAsked, 'change asked for', 'changes asked for', '/change-requests?state=open', 'orange')]),
    ...(facts.drafts === null
      ? []
      : [
          card(
            facts.drafts.activities,
            'activity to approve',
            'activities to approve',
            '/processing-activities?draft=submitted',
            'yellow',
          ),
          card(
            facts.drafts.rules,
            'draft of a rule to approve',
            'drafts of rules to approve',
            '/rule-drafts?state=submitted',
            'yellow',
          ),
        ]),
    card(
      gaps.withoutOwner,
      'activity without an owner',
      'activities without an owner',
      '/processing-activities?owner=none',
      'orange',
    ),
    card(
      gaps.withoutRule,
      'activity without a retention rule',
      'activities without a retention rule',
      '/processing-activities?rule=none',
      'orange',
    ),
    ...(proposedRules === null
      ? []
      : [
          card(
            proposedRules,
            'proposed rule to confirm',
            'proposed rules to confirm',
            '/retention-rules?standing=proposed&status=in+force',
            'yellow',
          ),
        ]),
    ...(failedFeeds === null
      ? []
      : [card(failedFeeds.length, 'feed to send again', 'feeds to send again', TO_SEND_AGAIN, 'red')]),
    ...(tokens === null
      ? []
      : [card(tokens.length, 'API token to replace', 'API tokens to replace', '/source-systems', 'orange')]),
    ...(undelivered === null
      ? []
      : [card(undelivered, 'message not delivered', 'messages not delivered', '/mail', 'red')]),
    ...(missing === null
      ? []
      : [
          {
            ...card(
              missing,
              'record missing at its source',
              'records missing at their source',
              '/records?missing=yes',
              'orange',
            ),
            number: capped(missing),
          },
        ]),
  ]
}

const capped = (count: number): string =>
  count > MOST_MISSING ? `${MOST_MISSING.toLocaleString('en-GB')}+` : count.toLocaleString('en-GB')

import { z } from 'zod'
import type { RuleFilters } from '../../../db/queries/retention-rules.ts'
import { searchWords } from '../../domain/activity-search.ts'
import { authorityKinds, disposalActions, triggerKinds } from '../../domain/retention-rule.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryText } from '../query.ts'
import { viewQuery } from '../saved-views/query.ts'

/** What the address of the schedule can carry. */
export const listQuery = {
  ...asAtQuery,
  ...viewQuery,
  q: queryText,
  organisation: queryText,
  service: queryText,
  trigger_kind: queryChoice(triggerKinds),
  disposal_action: queryChoice(disposalActions),
  authority_kind: queryChoice(authorityKinds),
  standing: queryChoice(['proposed', 'confirmed']),
  status: queryChoice(['in force', 'retired']),
}

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** The filters of a query string as the schedule's queries take them. */
export const ruleFilters = (query: ListQuery): RuleFilters => ({
  words: searchWords(query.q ?? ''),
  organisation: query.organisation,
  service: query.service,
  triggerKind: query.trigger_kind,
  disposalAction: query.disposal_action,
  authorityKind: query.authority_kind,
  standing: query.standing,
  status: query.status,
})

import type { RuleComment } from '../../../db/queries/rule-comments.ts'
import type { FullPreview } from '../../actions/rule-preview-full.ts'
import { ruleDifferences } from '../../domain/rule-differences.ts'
import { notFit } from '../../domain/rule-draft.ts'
import { ruleInWords, workedExample } from '../../domain/rule-words.ts'
import type { Link } from '../components.ts'
import { commentsTable } from '../processing-activities/draft-view.ts'
import { factRows } from '../retention-rules/facts-view.ts'
import { movesInFull } from '../retention-rules/moves-in-full-view.ts'
import { differencesTable, SERVICE_NOTE } from '../retention-rules/preview-view.ts'
import { compared } from '../retention-rules/versions-view.ts'
import type { DraftRead } from './read.ts'
import { LIST, purposeOf, standingOf, stateTags } from './words.ts'

/** What the page of a draft is made of. `preview`: null where there is none, or for who may see no records. `partly`: they see those of their own services. */
export type ShownDraft = DraftRead & {
  preview: FullPreview | null
  partly: boolean
  comments: RuleComment[]
  may: { edit: boolean; comment: boolean }
}

/** A draft: what it would change, which records that would move, what was said about it, and what can be decided. */
export function draftPage(shown: ShownDraft) {
  const { draft, content, rule, preview, may } = shown
  const here = `${LIST}/${draft.id}`
  const pending = draft.state === 'draft' || draft.state === 'submitted'
  const said = content.ok ? { ...content.value, ...nameOf(shown) } : null
  const example = said && workedExample(said)
  return {
    title: said?.recordSeries ?? `Draft ${draft.id}`,
    caption: `${draft.code}, draft ${draft.id}`,
    tag: stateTags[draft.state],
    trail: [
      { text: 'Retention rules', href: '/retention-rules' },
      { text: 'Drafts of rules', href: LIST },
      ...(rule ? [{ text: rule.code, href: `/retention-rules/${rule.code}` }] : []),
    ],
    actions: may.edit ? actionsOn(here, shown) : [],
    notice: noticeOf(shown),
    outdated: pending ? outdatedOf(shown) : null,
    words: said ? ruleInWords(said) : null,
    example: example ? `${example}.` : null,
    differences: differencesOf(shown),
    moves: preview && movesInFull(preview, shown.partly),
    serviceNote: rule && draft.serviceId !== rule.serviceId && pending ? SERVICE_NOTE : null,
    facts: said ? factRows(said) : null,
    comments: commentsTable(shown.comments),
    comment: may.comment && pending ? { action: `${here}/comments` } : null,
  }
}

const nameOf = ({ draft: { serviceName, organisationName } }: ShownDraft) => ({ serviceName, organisationName })

type Action = Link & { kind?: 'secondary' }

function actionsOn(here: string, { draft, content, outdated, needsAnother }: ShownDraft): Action[] {
  const act = (text: string, decision: string): Action => ({ text, href: `${here}/${decision}`, kind: 'secondary' })
  const whole = content.ok && !outdated
  if (draft.state === 'draft')
    return [
      ...(whole ? [{ text: 'Submit for approval', href: `${here}/submission` }] : []),
      outdated && draft.inForce !== null
        ? act(`Open it again over version ${draft.inForce}`, 'edit')
        : act('Change the draft', 'edit'),
      act('Withdraw', 'withdrawal'),
    ]
  if (draft.state !== 'submitted') return []
  return [
    ...(whole && !needsAnother ? [{ text: 'Approve', href: `${here}/approval` }] : []),
    act('Return', 'return'),
    act('Withdraw', 'withdrawal'),
  ]
}

function noticeOf({ draft, content, needsAnother, may }: ShownDraft): string {
  const standing = `${purposeOf(draft)}. ${standingOf(draft)}.`
  if (!content.ok) return `${standing} ${notFit(content.problems)}.`
  if (draft.state === 'draft') return `${standing} Nothing of it is in force.`
  return needsAnother && may.edit && draft.state === 'submitted'
    ? `${standing} Two people are asked for here: somebody else has to approve it.`
    : standing
}

/** What changed in the rule since the draft was written over one of its versions; null when that is in force still. */
function outdatedOf({ draft, rule, base, outdated }: ShownDraft) {
  if (!outdated || !rule) return null
  const lead =
    draft.basedOnVersion === null
      ? `The schedule has a rule ${rule.code} since this was drafted. Give the draft another code, or withdraw it.`
      : `Version ${rule.version} came into force since this was drafted over version ${draft.basedOnVersion}.${draft.state === 'submitted' ? ' Return the draft: then it can be opened again over that version.' : ''}`
  const since = base ? ruleDifferences(compared(base), compared(rule)) : []
  return { lead, table: differencesTable(`What version ${rule.version} changed`, since, ['Before', 'Now']) }
}

function differencesOf({ draft, content, base, outdated }: ShownDraft) {
  if (!content.ok || !base) return null
  const standing = draft.confirms === 1 ? 'confirmed' : base.standing
  const after = { ...base, ...content.value, standing, service: draft.serviceName }
  const isOver = outdated || draft.state === 'approved' || draft.state === 'withdrawn'
  const head: [string, string] = isOver ? [`Version ${base.version}`, 'As drafted'] : ['Now', 'After the change']
  return differencesTable('What changes in the rule', ruleDifferences(compared(base), after), head)
}

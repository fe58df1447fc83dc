import type { Role } from '../domain/permission.ts'

/** Ids of what the full site holds. */
type Things = {
  reviews: Record<'libraries' | 'music' | 'unassigned' | 'second' | 'approved', number>
  records: Record<'libraries' | 'music' | 'unassigned', number>
  batches: Record<'libraries' | 'unassigned', number>
  extensions: Record<'libraries' | 'unassigned', number>
  findings: Record<'libraries' | 'music', number>
  holds: Record<'libraries' | 'music', number>
  holdDraft: number
  certificates: Record<'libraries' | 'music', string>
  incident: number
  instructions: Record<'libraries' | 'music', number>
  answerFiles: Record<'libraries' | 'music', number>
  feed: number
  invited: number
  deputy: number
  token: number
  message: number
  changeRequest: number
  reviewRequest: number
  views: Record<Role, number>
  drafts: Record<'open' | 'submitted' | 'music', number>
}

/**
 * The address of a route with something real in the place of each `:parameter`, of the libraries or of the music service.
 *
 * Governance decides only what belongs to no service, so that its reviews to decide are of that kind.
 */
export function addressOf(
  things: Things,
  path: string,
  role: Role | null,
  of: 'libraries' | 'music' = 'libraries',
): string {
  const isMusic = of === 'music'
  const examples: [RegExp, Record<string, string | number>][] = [
    [/^\/processing-activities/, { reference: isMusic ? 'MUS-A1' : activityFor(path), version: 1, section: 'who' }],
    [/^\/findings/, { id: things.findings[of] }],
    [/^\/change-requests/, { id: things.changeRequest }],
    [/^\/review-requests/, { id: things.reviewRequest }],
    [/^\/saved-views/, { id: things.views[role ?? 'governance'] }],
    [/^\/retention-rules\/:code\/reinstatement/, { code: 'OLD-01' }],
    [/^\/retention-rules/, { code: isMusic ? 'MUS-02' : 'LIB-01' }],
    [/^\/rule-drafts/, { id: isMusic ? things.drafts.music : draftFor(things, path) }],
    [/^\/records/, { id: things.records[of] }],
    [/^(\/api\/v1)?\/record-feeds/, { id: things.feed }],
    [/^\/disposal-reviews/, reviewFor(things, path, role, of)],
    [/^\/disposal-instructions/, { id: things.instructions[of], file: things.answerFiles[of] }],
    [/^\/api\/v1\/disposal-instructions/, { id: things.instructions[of] }],
    [/^\/destruction-certificates/, { number: things.certificates[of] }],
    [/^\/disposal-incidents/, { id: things.incident }],
    [/^\/disposal-holds\/drafts/, { id: things.holdDraft }],
    [/^\/disposal-holds/, { id: things.holds[of] }],
    [/^\/job-runs/, { id: 1 }],
    [/^\/audit-events/, { id: 1 }],
    [/^\/privacy-notices/, { code: of }],
    [/^\/organisations/, { code: 'CCC' }],
    [/^\/services/, { code: 'LIB' }],
    [/^\/terms/, { id: 1 }],
    [/^\/mail/, { id: things.message }],
    [/^\/users/, { id: things.invited }],
    [/^\/deputies/, { id: things.deputy }],
    [/^\/source-systems/, { code: 'LMS', id: things.token }],
  ]
  const values = examples.find(([start]) => start.test(path))?.[1] ?? {}
  const address = path.replace(/:(\w+)/g, (_, name: string) => String(values[name]))
  if (/^\/reports\/decision-sample\./.test(address)) return `${address}?seed=1`
  return address.endsWith('.manifest') ? `${address}?as-at=2026-11-21` : address
}

/** One whose draft waits to be submitted, one that waits for its approval, or one in force. */
function activityFor(path: string): string {
  if (/approval|return$/.test(path)) return 'LIB-A3'
  return path.includes('/draft') ? 'LIB-A2' : 'LIB-A1'
}

/** One that waits for its approval, or one that is still written. */
const draftFor = ({ drafts }: Things, path: string): number =>
  /approval|return$/.test(path) ? drafts.submitted : drafts.open

function reviewFor(
  { reviews, batches, extensions }: Things,
  path: string,
  role: Role | null,
  of: 'libraries' | 'music',
): Record<string, number> {
  const batch = role === 'governance' ? batches.unassigned : batches.libraries
  if (/withdrawal/.test(path) && role === 'governance')
    return { id: reviews.unassigned, request: extensions.unassigned }
  if (of === 'music') return { id: reviews.music, batch, request: extensions.libraries }
  if (/extension/.test(path)) return { id: reviews.libraries, request: extensions.libraries }
  if (/second/.test(path)) return { id: reviews.second, batch }
  if (/approved|confirmation/.test(path)) return { id: reviews.approved, batch }
  const decided = role === 'governance' ? reviews.unassigned : reviews.libraries
  return { id: /decision|exceptions/.test(path) ? decided : reviews.libraries, batch }
}

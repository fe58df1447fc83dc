import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RetentionRuleDraft, type RuleContent } from './retention-rule.ts'
import { carriedOver, keptContent, keptFields, readDraft } from './rule-draft.ts'

const content = (parts: Partial<RuleContent> = {}): RuleContent =>
  RetentionRuleDraft.parse({
    ...{ recordSeries: 'Case file', ownerName: 'Archivist', triggerKind: 'event', triggerEvent: 'Case closed' },
    ...{ countedFrom: 'trigger', period: 'P6Y', constraint: 'both', disposalAction: 'destroy' },
    ...{ authority: 'Limitation Act 1980', authorityKind: 'limitation', ...parts },
  })

test('what is kept of a rule is read as it was, with the service that stands beside it', () => {
  const kept = { content: keptContent(content({ serviceId: 3 })), serviceId: 7 }
  assert.deepEqual(readDraft(kept), { ok: true, value: content({ serviceId: 7 }) })
})

test('a field that came later has its usual value, and one that is no more is left out', () => {
  const { coolingOffDays: _, ...older } = content()
  const read = readDraft({ content: JSON.stringify({ ...older, colour: 'blue' }), serviceId: null })
  assert.deepEqual(read, { ok: true, value: content() })
})

test('what rules may not say any more is refused, and so is what cannot be read', () => {
  const wrong = JSON.stringify({ ...content(), triggerKind: 'gone' })
  const read = readDraft({ content: wrong, serviceId: null })
  assert.deepEqual(read.ok ? [] : read.problems.map(({ field }) => field), ['triggerKind'])
  for (const text of ['no JSON', 'null', '7', '']) {
    assert.equal(keptFields({ content: text, serviceId: null }), null, text)
    assert.equal(readDraft({ content: text, serviceId: null }).ok, false, text)
  }
})

test('a draft put over another version keeps what it changes, and takes over all else', () => {
  const base = content()
  const draft = content({ period: 'P8Y', ownerName: 'Registrar' })
  const now = content({ ownerName: 'Head of libraries', reviewDays: 60 })
  assert.deepEqual(carriedOver(base, draft, now), content({ period: 'P8Y', ownerName: 'Registrar', reviewDays: 60 }))
})

import fc from 'fast-check'
import {
  type ActivityContent,
  conditionKinds,
  detailFields,
  detailNames,
  dpiaCriteria,
  lawfulBases,
  notedFields,
  partyParts,
  recipientRoles,
  rightAnswers,
  rights,
  termKinds,
  termMarks,
  transferMechanisms,
} from '../src/domain/processing-activity.ts'

/** Any content that the form accepts, in the small world with a notice `libraries`, in the words of all alphabets. */
export function anyActivity(): fc.Arbitrary<ActivityContent> {
  const text = (most: number) =>
    fc
      .string({ unit: 'grapheme', maxLength: most })
      .map((value) => value.replace(/\p{Cc}/gu, '').trim())
      .filter((value) => value.length <= most)
  const given = (most: number) => text(most).map((value) => value || 'x')
  const evidence = fc.oneof(
    fc.record({
      standing: fc.constantFrom('proposed' as const, 'confirmed' as const),
      notice: fc.constant(null),
      lines: fc.constant(null),
      byName: given(100),
      byOn: fc.constantFrom('2026-11-22', '2026-02-28'),
    }),
    fc.record({
      standing: fc.constant('stated' as const),
      notice: fc.constant('libraries'),
      lines: fc.constantFrom(null, 'L1', 'L1,L2-3'),
      byName: fc.constant(null),
      byOn: fc.constant(null),
    }),
  )
  const rows = <Row extends object>(row: fc.Arbitrary<Row>, maxLength = 4) =>
    fc.array(
      fc.tuple(row, evidence).map(([facts, from]) => ({ ...facts, ...from })),
      { maxLength },
    )
  const organisation = fc.constantFrom('CCC', null)
  const vocabulary = termKinds.flatMap((kind) =>
    termMarks.map((mark) => ({ kind, mark, name: `A ${kind} of mark ${mark} «'";--` })),
  )
  return fc.record({
    title: given(200),
    service: fc.constantFrom('LIB', 'MUS'),
    role: fc.constantFrom('controller', 'joint controller', 'processor', 'not stated'),
    roleStanding: fc.constantFrom('stated', 'proposed', 'confirmed'),
    ownerName: text(200),
    businessFunction: text(200),
    automatedDecisions: text(2000),
    dpiaRequired: fc.constantFrom('yes', 'no', 'not assessed'),
    dpiaStatus: text(500),
    remarks: text(4000),
    reviewCycleMonths: fc.integer({ min: 1, max: 60 }),
    purposes: rows(fc.record({ text: given(1000) })),
    lawfulBases: rows(
      fc.record({
        purpose: fc.constant(null),
        basis: fc.constantFrom(...lawfulBases, null),
        statute: given(500),
        interest: text(1000),
        record: text(500),
        withdrawal: text(500),
      }),
    ),
    terms: fc
      .tuple(fc.subarray(vocabulary), evidence)
      .map(([terms, from]) => terms.map((term) => ({ ...term, ...from }))),
    conditions: rows(fc.record({ kind: fc.constantFrom(...conditionKinds), text: given(500) })),
    parties: rows(
      fc.record({ part: fc.constantFrom(...partyParts), organisation, detail: given(1000), contract: text(500) }),
    ),
    recipients: rows(
      fc.record({
        organisation,
        category: given(300),
        role: fc.constantFrom(...recipientRoles),
        contract: text(500),
        contractEndsOn: fc.constantFrom(null, '2028-02-29'),
      }),
    ),
    transfers: rows(
      fc.record({
        country: given(200),
        recipient: text(300),
        mechanism: fc.constantFrom(...transferMechanisms),
        safeguard: text(500),
        document: text(500),
        riskAssessment: text(500),
        verifiedOn: fc.constantFrom(null, '2026-03-31'),
      }),
    ),
    rules: fc
      .tuple(fc.subarray(['LIB-01', 'LIB-03', 'MUS-02', 'FIN-01']), evidence)
      .map(([rules, from]) => rules.map((rule) => ({ rule, ...from }))),
    systems: fc
      .tuple(fc.subarray(['LMS', 'MUSIC']), evidence)
      .map(([systems, from]) => systems.map((sourceSystem) => ({ sourceSystem, ...from }))),
    details: fc
      .tuple(fc.subarray([...detailNames]), given(2000), evidence)
      .map(([fields, said, from]) =>
        fields.map((field) => ({ field, text: detailFields[field]?.[0] ?? said, ...from })),
      ),
    rights: fc
      .tuple(fc.subarray([...rights]), fc.constantFrom(...rightAnswers), given(500), evidence)
      .map(([some, answer, reason, from]) => some.map((right) => ({ right, answer, reason, ...from }))),
    dpiaCriteria: fc
      .tuple(fc.subarray([...dpiaCriteria]), evidence)
      .map(([some, from]) => some.map((criterion) => ({ criterion, ...from }))),
    notes: rows(fc.record({ field: fc.constantFrom(...notedFields), text: given(2000), silent: fc.boolean() })),
  })
}

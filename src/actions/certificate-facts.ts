import { setImmediate as turnOfEvents } from 'node:timers/promises'
import {
  answersOf,
  type Certified,
  type ClosedInstruction,
  disposedByMethod,
  disposedByVersion,
  exceptionCounts,
  instructedOf,
  type Leaf,
  leavesAfter,
  statedOf,
  versionsNamed,
} from '../../db/queries/certificates.ts'
import { type DeputyRow, deputyList } from '../../db/queries/deputies.ts'
import { type DecisionRow, decisionsOn } from '../../db/queries/review-decisions.ts'
import type { Db } from '../../db/schema.ts'
import { certificateFormat, type IssuedFacts } from '../domain/certificate.ts'
import { copiesStated } from '../domain/certificate-copies.ts'
import { placeDecidedIn } from '../domain/deputy.ts'
import { keyedHash } from '../domain/forgotten.ts'
import { growingTree, type Tree } from '../domain/merkle.ts'

const METHODS_NAMED = 20
const LEAVES_AT_ONCE = 2000

/** What a certificate says but for its number and when it is issued. */
export type FactsToIssue = Omit<IssuedFacts, 'number' | 'issuedOn' | 'issuedAt'>

/** What the certificate of a closed instruction has to say; null when nothing of it was disposed of since the last one. */
export async function factsOf(
  db: Db,
  instruction: ClosedInstruction,
  hashKey: string,
  signal?: AbortSignal,
): Promise<FactsToIssue | null> {
  const byVersion = await disposedByVersion(db, instruction)
  const [disposedFrom, disposedTo] = [
    byVersion.map((of) => of.disposedFrom).sort()[0],
    byVersion
      .map((of) => of.disposedTo)
      .sort()
      .at(-1),
  ]
  if (disposedFrom === undefined || disposedTo === undefined) return null
  const versions = await versionsNamed(
    db,
    byVersion.map(({ ruleVersionId }) => ruleVersionId),
  )
  const recordsOf = new Map(byVersion.map((of) => [of.ruleVersionId, of.records]))
  const records = byVersion.reduce((sum, of) => sum + of.records, 0)
  const methods = await disposedByMethod(db, instruction, METHODS_NAMED)
  const decisions = await decisionsOn(db, instruction.reviewId)
  const deputies = await deputiesOf(db, instruction)
  const answers = await answersOf(db, instruction)
  const answered = (state: string) => answers.get(state)?.records ?? 0
  const before = answers.get('done')?.before ?? 0
  const { root } = await treeOf(db, instruction, { hashKey, signal })
  const { serviceCode, serviceName } = instruction
  return {
    format: certificateFormat,
    organisation: instruction.organisationName,
    service: serviceCode === null ? null : { code: serviceCode, name: serviceName ?? '' },
    sourceSystem: { code: instruction.sourceCode, name: instruction.sourceName },
    ...{ action: instruction.action, recordSeries: versions.at(-1)?.recordSeries ?? '', records },
    quantity: byVersion.reduce((sum, of) => sum + of.quantity, 0),
    ...{ dueFrom: instruction.oldestDueOn, dueTo: instruction.newestDueOn, disposedFrom, disposedTo },
    rules: versions.map(({ id, code, version, period, authority, authorityKind }) => ({
      ...{ code, version, period, authority, authorityKind },
      records: recordsOf.get(id) ?? 0,
    })),
    decisions: decisions.toReversed().map((decision) => decisionFacts(decision, deputies)),
    exceptions: await exceptionCounts(db, instruction.reviewId),
    review: await reviewFacts(db, instruction, decisions),
    instruction: {
      ...{ id: instruction.id, round: instruction.round, instructedOn: instruction.instructedOn },
      ...{ firstFetchedAt: instruction.firstFetchedAt, firstFetchedBy: instruction.firstFetchedByName },
      ...{ closedAt: instruction.closedAt, records: instruction.recordCount },
      ...{ disposedOf: answered('done') - before, disposedOfBefore: before },
      ...{ notFound: answered('not found'), failed: answered('failed'), stopped: answered('recalled') },
    },
    methods,
    otherMethods: records - methods.reduce((sum, method) => sum + method.records, 0),
    copies: copiesStated(await statedOf(db, instruction), records),
    list: { leaves: records, merkleRoot: root },
  }
}

/** Who stood in for managers of the service, whenever. */
const deputiesOf = async (db: Db, { serviceId }: ClosedInstruction): Promise<DeputyRow[]> =>
  serviceId === null ? [] : deputyList(db, { serviceId, reach: null })

const decisionFacts = (decision: DecisionRow, deputies: DeputyRow[]): IssuedFacts['decisions'][number] => ({
  ...{ decision: decision.decision, by: decision.decidedByName, at: decision.decidedAt, reason: decision.reason },
  ...{ records: decision.recordCount, listHash: decision.listHash, inPlaceOf: placeDecidedIn(deputies, decision) },
})

/** What was approved and is neither instructed nor waits for it has left the approval since: its facts changed, or a hold keeps it. */
async function reviewFacts(db: Db, instruction: ClosedInstruction, decisions: DecisionRow[]) {
  const lastOfEach = new Map(
    decisions
      .toReversed()
      .filter(({ decision }) => decision === 'approve disposal')
      .map((decision) => [decision.reviewId, decision.recordCount]),
  )
  const approved = [...lastOfEach.values()].reduce((sum, records) => sum + records, 0)
  const { instructed, approved: stillToInstruct } = await instructedOf(db, instruction.reviewId)
  return {
    ...{ id: instruction.reviewId, openedOn: instruction.openedOn, approved, instructedHere: instruction.recordCount },
    ...{ instructedElsewhere: instructed - instruction.recordCount, stillToInstruct },
    left: Math.max(0, approved - instructed - stillToInstruct),
  }
}

type Walk = { hashKey: string; wanted?: number | undefined; signal?: AbortSignal | undefined }

/**
 * The tree over the keyed hashes of what was disposed of in the order of the records' ids; `wanted`: the id of a record whose path is kept.
 *
 * Millions of records take seconds: between two pages of them others have their turn.
 */
export async function treeOf(db: Db, round: Certified, { hashKey, wanted, signal }: Walk): Promise<Tree> {
  const tree = growingTree()
  let after: number | undefined = 0
  while (after !== undefined) {
    signal?.throwIfAborted()
    const leaves: Leaf[] = await leavesAfter(db, round, after, LEAVES_AT_ONCE)
    for (const { recordId, reference } of leaves)
      tree.add(keyedHash(hashKey, round.sourceSystemId, reference), recordId === wanted)
    after = leaves.length === LEAVES_AT_ONCE ? leaves.at(-1)?.recordId : undefined
    if (after !== undefined) await turnOfEvents()
  }
  return tree.end()
}

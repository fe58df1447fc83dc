import type { Copies } from './certificate.ts'

/** What was stated with a set of answers; `doneCount`: how many records these disposed of, null where that was not counted yet. */
type Stated = {
  kind: 'all' | 'file' | 'api'
  statement: string
  backupsExpireOn: string | null
  givenByName: string
  doneCount: number | null
}

/**
 * Each statement on copies, backups and data held by processors once, with the number of the `records` disposed of that it is of, in the order
 * in which they were first made; last, with an empty statement, those of which nothing was stated.
 *
 * A source system that answers by API may leave its statement out: what it stated last is of these records too.
 */
export function copiesStated(answers: readonly Stated[], records: number): Copies[] {
  const last = answers.findLast(({ kind, statement }) => kind === 'api' && statement !== '')
  const copies: Copies[] = []
  for (const { kind, doneCount, ...answer } of answers) {
    if (doneCount === 0) continue
    const {
      statement,
      backupsExpireOn,
      givenByName: statedBy,
    } = kind === 'api' && answer.statement === '' && last ? { ...last, ...dayOf(answer) } : answer
    if (statement === '' && backupsExpireOn === null) continue
    const same = copies.find(
      (of) => of.statement === statement && of.backupsExpireOn === backupsExpireOn && of.statedBy === statedBy,
    )
    if (same) same.records = same.records === null || doneCount === null ? null : same.records + doneCount
    else copies.push({ statement, backupsExpireOn, statedBy, records: doneCount })
  }
  const counted = copies.flatMap(({ records: of }) => of ?? [])
  const rest = records - counted.reduce((sum, of) => sum + of, 0)
  if (counted.length < copies.length || rest <= 0) return copies
  return [...copies, { statement: '', backupsExpireOn: null, statedBy: '', records: rest }]
}

const dayOf = ({ backupsExpireOn }: Pick<Stated, 'backupsExpireOn'>) =>
  backupsExpireOn === null ? {} : { backupsExpireOn }

import { createHash } from 'node:crypto'
import type { IsoDate } from './calendar.ts'

/** A record as a decision is bound to it: a decision on other facts is none on this record. */
export type FrozenRecord = { id: number; dueOn: IsoDate; ruleVersionId: number }

/** So many records follow a decision in one transaction. */
export const FROZEN_PART = 500

/** A list as it was frozen: how many records, the hash that proves which they were, and the list itself in parts. */
export type FrozenList = { records: number; hash: string; parts: string[] }

/** Room for so many kinds of facts beside an id within the whole numbers that a float holds. */
const KINDS = 2 ** 20
const LINES_AT_ONCE = 20_000

/**
 * Freezes a list that grows: `add` takes records in any order, and `end` gives the list in the order of their ids.
 *
 * Its hash is SHA-256 over a line for each record, `id due-date version`, as of a list that is decided at once. A million records take eight
 * bytes each, and few texts, since many are due on one day. `pause` is called now and then, for whoever waits meanwhile.
 */
export function freezing(): {
  add: (records: readonly FrozenRecord[]) => void
  end: (pause: () => Promise<void>) => Promise<FrozenList>
} {
  const facts: string[] = []
  const known = new Map<string, number>()
  let keys = new Float64Array(1024)
  let records = 0

  const kindOf = (dueOn: IsoDate, ruleVersionId: number): number => {
    const text = `${dueOn} ${ruleVersionId}`
    const at = known.get(text) ?? facts.push(text) - 1
    known.set(text, at)
    return at
  }
  return {
    add: (more) => {
      for (const { id, dueOn, ruleVersionId } of more) {
        if (records === keys.length) {
          const wider = new Float64Array(keys.length * 2)
          wider.set(keys)
          keys = wider
        }
        keys[records++] = id * KINDS + kindOf(dueOn, ruleVersionId)
      }
    },
    end: async (pause) => {
      const sorted = keys.subarray(0, records).sort()
      const hash = createHash('sha256')
      const parts: string[] = []
      for (let from = 0; from < records; from += FROZEN_PART) {
        const lines: string[] = []
        const part = new Map<string, number[]>()
        for (const key of sorted.subarray(from, from + FROZEN_PART)) {
          const fact = facts[key % KINDS] ?? ''
          const id = Math.floor(key / KINDS)
          lines.push(`${id} ${fact}`)
          const ids = part.get(fact)
          if (ids) ids.push(id)
          else part.set(fact, [id])
        }
        hash.update(`${from === 0 ? '' : '\n'}${lines.join('\n')}`)
        parts.push(JSON.stringify(Object.fromEntries(part)))
        if (from % LINES_AT_ONCE === 0) await pause()
      }
      return { records, hash: hash.digest('hex'), parts }
    },
  }
}

/** The records of a part of a frozen list, in the order of their ids. */
export const recordsOfPart = (part: string): FrozenRecord[] =>
  Object.entries(JSON.parse(part) as Record<string, number[]>)
    .flatMap(([fact, ids]) => {
      const [dueOn = '', version = ''] = fact.split(' ')
      return ids.map((id) => ({ id, dueOn, ruleVersionId: Number(version) }))
    })
    .sort((a, b) => a.id - b.id)

/** A part of a list of which only the ids matter. */
export const idsAsPart = (ids: readonly number[]): string => JSON.stringify({ '': ids })

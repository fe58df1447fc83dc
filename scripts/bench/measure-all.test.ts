import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Data } from './data.ts'
import { failuresInWords, measureAll } from './measure-all.ts'
import type { Measured, Operation, Run, Target } from './operation.ts'
import { inWords } from './table.ts'

/** An operation whose runs take these milliseconds, one after the other. */
function operation(target: Target, ours: number[], limit: number[], peakMib = 0): Operation {
  const next = (times: number[]) => async (): Promise<Run> => {
    const ms = times.shift()
    if (ms === undefined) throw new Error('the disk is full')
    return { ms, peakMib }
  }
  return {
    limitIs: 'something bare',
    target,
    ready: async () => ({ items: 1000, ours: next(ours), limit: next(limit) }),
  }
}

async function measured(wanted: Record<string, Operation>, runs: number) {
  const kept: Measured[] = []
  const said: string[] = []
  const { failures } = await measureAll({
    ...{ wanted: Object.entries(wanted), sizes: [1000], runs, dataOf: async (rows) => ({ rows }) as Data },
    keep: async (result) => void kept.push(result),
    say: (line) => void said.push(line),
  })
  return { kept, said, failures }
}

test('the medians of several runs are compared, as a rate or as a time, and memory counts too', async () => {
  const { kept } = await measured(
    {
      rate: operation({ of: 'rate', ratio: 0.7 }, [100, 900, 110], [80, 10, 77]),
      slow: operation({ of: 'rate', ratio: 0.71 }, [100, 900, 110], [80, 10, 77]),
      time: operation({ of: 'time', ratio: 1.3 }, [130, 120, 500], [100, 100, 1]),
      late: operation({ of: 'time', ratio: 1.3, mostMs: 129 }, [130, 120, 500], [100, 100, 1]),
      large: operation({ of: 'time', ratio: 1.3, mostMib: 99 }, [1, 1, 1], [1, 1, 1], 100),
      free: operation({ of: 'time' }, [1, 1, 1], [1, 1, 1]),
    },
    3,
  )
  assert.deepEqual(
    kept.map(({ operation, ratio, met }) => [operation, ratio, met]),
    [
      ['rate', 0.7, true],
      ['slow', 0.7, false],
      ['time', 1.3, true],
      ['late', 1.3, false],
      ['large', 1, false],
      ['free', 1, null],
    ],
  )
  assert.deepEqual(kept[0]?.ours, { ms: 110, least: 100, most: 900, perSecond: 9090, peakMib: 0 })
  assert.match(inWords(kept), /^late +1,000 +130 ms .* time ≤ 1.3, ≤ 129 ms +no +0 MiB +something bare$/m)
})

test('an operation that fails is told at the end, and those after it are measured', async () => {
  const wanted = {
    broken: operation({ of: 'time' }, [5], [5, 5]),
    whole: operation({ of: 'time' }, [5, 5], [5, 5]),
  }
  const { kept, said, failures } = await measured(wanted, 2)
  assert.deepEqual(
    kept.map(({ operation }) => operation),
    ['whole'],
  )
  assert.match(said.join('\n'), /broken cannot be measured: Error: the disk is full/)
  assert.equal(failuresInWords(failures), 'Could not be measured: broken with 1,000 records.')
})

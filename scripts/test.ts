import './lib/require-node-24.ts'
import { command, WrongUsage } from './lib/entry.ts'
import { type Gate, gates, type Verdict } from './lib/gates.ts'

const names = gates.map(({ name }) => name).join(', ')

export const main = await command(
  import.meta,
  {
    name: 'test',
    does: 'Runs every check and test, and ends with the line "N passed, N failed".',
    options: { only: { value: 'NAMES', does: `run only these, with commas between them: ${names}` } },
  },
  async ({ options, say }) => {
    const total = { passed: 0, failed: 0 }
    for (const gate of chosen(options.only)) {
      say(gate.title)
      const { passed, failed } = await through(gate, say)
      total.passed += passed
      total.failed += failed
    }
    const ok = total.failed === 0 && total.passed > 0
    return { ok, text: `\n${total.passed} passed, ${total.failed} failed`, result: total }
  },
)

function chosen(only: string | undefined): Gate[] {
  if (only === undefined) return gates
  const wanted = only.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !gates.some((gate) => gate.name === name))
  if (unknown !== undefined) throw new WrongUsage(`--only knows no "${unknown}", but ${names}.`)
  return gates.filter(({ name }) => wanted.includes(name))
}

/** A gate that breaks has failed, and the next ones are still run. */
async function through(gate: Gate, say: (line: string) => void): Promise<Verdict> {
  const start = performance.now()
  const verdict = await gate.run(process.env).catch((error: unknown) => ({
    passed: 0,
    failed: 1,
    seen: 'broken',
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (verdict.failed > 0) say(verdict.output.trim())
  say(`  ${outcome(verdict)} in ${seconds} s: ${verdict.seen}`)
  return verdict
}

function outcome({ passed, failed }: Verdict): string {
  if (failed > 0) return `${failed} FAILED`
  return passed > 0 ? 'passed' : 'not done'
}

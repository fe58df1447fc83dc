import type { Verdict } from './gates.ts'
import { type Ended, type Environment, runProgram } from './run-program.ts'

const SECONDS = 30

/** Asks the registry whether a dependency has a known vulnerability that is high or critical. */
export async function auditDependencies(env: Environment): Promise<Verdict> {
  const args = ['audit', '--json', '--fetch-retries=0', `--fetch-timeout=${(SECONDS / 2) * 1000}`]
  return auditVerdict(await runProgram('npm', args, env, SECONDS))
}

type Severity = 'info' | 'low' | 'moderate' | 'high' | 'critical'
type Report = {
  metadata: { vulnerabilities: Record<Severity, number>; dependencies: { total: number } }
  vulnerabilities: Record<string, { severity: Severity; range?: string }>
}

/** Some registries do not answer, and some networks reach none: that is neither passed nor failed, and said. */
export function auditVerdict({ output }: Pick<Ended, 'output'>): Verdict {
  const report = reportIn(output)
  if (!report)
    return { passed: 0, failed: 0, seen: 'no answer from the registry, so that nothing was looked at', output }
  const grave = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, range = '' }]) => `${name} ${range} has a vulnerability that is ${severity}.`)
  const { high, critical } = report.metadata.vulnerabilities
  const failed = high + critical > 0
  return {
    passed: failed ? 0 : 1,
    failed: failed ? 1 : 0,
    seen: `${report.metadata.dependencies.total} packages`,
    output: grave.join('\n'),
  }
}

/** The object among what npm printed: warnings stand around it, and an error of the registry is an object too. */
function reportIn(output: string): Report | null {
  try {
    const read = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as Partial<Report>
    return read.metadata && read.vulnerabilities ? (read as Report) : null
  } catch {
    return null
  }
}

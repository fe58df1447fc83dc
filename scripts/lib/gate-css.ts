import { existsSync, readFileSync } from 'node:fs'
import type { Verdict } from './gates.ts'
import { ROOT } from './run-program.ts'

/** Builds the style sheet anew and compares it, and the files copied from the libraries, with what is in `public`. */
export async function checkCss(): Promise<Verdict> {
  const { buildCss, copied } = await import('../css.ts')
  const built = buildCss()
  const files = [
    { path: `${ROOT}public/muniment.css`, wanted: Buffer.from(built) },
    ...copied.map(({ from, to }) => ({ path: to, wanted: readFileSync(from) })),
  ]
  const stale = files.filter(({ path, wanted }) => !existsSync(path) || !readFileSync(path).equals(wanted))
  const problems = stale.map(({ path }) => `${path.replace(ROOT, '')} is not what its sources build: run npm run css.`)
  if (built.trim() === '') problems.push('The sources build an empty style sheet.')
  return {
    passed: problems.length === 0 ? 1 : 0,
    failed: problems.length === 0 ? 0 : 1,
    seen: `${files.length} files`,
    output: problems.join('\n'),
  }
}

import { globSync, readFileSync } from 'node:fs'
import { codeOnly } from './code-only.ts'

/** A file of the project: its path from the root with forward slashes, its text, and for TypeScript only the code of it. */
export type SourceFile = { path: string; text: string; code: string }

/** Where a house rule is broken: what a developer reads in the failure. */
export type Breach = { path: string; line: number; text: string }

/** The files under a root that match the patterns, in order of path; what others wrote and what is built is left out. */
export function sourceFiles(root: string, patterns: string[]): SourceFile[] {
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)node_modules\//.test(path))
    .sort()
    .map((path) => sourceFile(path, readFileSync(`${root}/${path}`, 'utf8')))
}

/** A file from its path and text. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: path.endsWith('.ts') ? codeOnly(text) : '' }
}

/** True for files that only tests use: tests, the helpers beside them (`test-site.ts`), and everything for the browser tests. */
export const isTest = ({ path }: SourceFile): boolean => /\.test\.ts$|(?:^|\/)test-[^/]+\.ts$|^e2e\//.test(path)

/** True for files that one starts by name, and for what each of them is one with: the server, its worker thread, and the file behind each `npm run` command. */
export const isEntry = ({ path }: SourceFile): boolean =>
  /^src\/serve(r)?\.ts$/.test(path) ||
  path === 'src/jobs/worker.ts' ||
  path === 'scripts/lib/entry.ts' ||
  /^scripts\/[^/]+\.ts$/.test(path)

/** Breaches wherever a pattern (with the flag g) matches the code of a file. */
export function breachesWhere(file: SourceFile, pattern: RegExp, text: string): Breach[] {
  return [...file.code.matchAll(pattern)].map((match) => breachAt(file, match.index, text))
}

/** A breach at an offset in a file. */
export function breachAt(file: SourceFile, offset: number, text: string): Breach {
  return { path: file.path, line: file.text.slice(0, offset).split('\n').length, text }
}

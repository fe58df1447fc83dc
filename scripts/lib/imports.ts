import { posix } from 'node:path'
import type { SourceFile } from './source-files.ts'

/** Something that a file takes from elsewhere. `target`: a path from the root, or a package's name without what is inside it. */
export type Import = { target: string; relative: boolean; typeOnly: boolean; offset: number }

const NAMES = String.raw`(?:\{[^{}]*\}|\*(?:\s*as\s+[\w$]+)?)`
const QUOTE = '[\'"`]'
const FORMS = [
  new RegExp(String.raw`\bimport\s+(type\s+(?!from\b))?(?:[\w$]+\s*,?\s*)?${NAMES}?\s*\bfrom\s*${QUOTE}`, 'g'),
  new RegExp(String.raw`\bexport\s+(type\s+)?${NAMES}\s*from\s*${QUOTE}`, 'g'),
  new RegExp(String.raw`\bimport\s*\(?\s*${QUOTE}`, 'g'),
  new RegExp(String.raw`\brequire\s*\(\s*${QUOTE}`, 'g'),
]
const WORKER_FILE = new RegExp(String.raw`\bnew\s+URL\s*\(\s*${QUOTE}`, 'g')

/**
 * Everything that a file imports: `import` and `export … from`, with names, for effect only or at run time, `require`, and
 * TypeScript files named by `new URL('…', import.meta.url)`, as a worker is.
 *
 * Only `import type` and `export type` count as types: a list of nothing but `{ type A }` still loads its module.
 */
export function importsOf(file: SourceFile): Import[] {
  const found = FORMS.flatMap((form) => [...file.code.matchAll(form)].map((match) => importAt(file, match)))
  const workers = [...file.code.matchAll(WORKER_FILE)].map((match) => importAt(file, match))
  const files = workers.filter(({ relative, target }) => relative && target.endsWith('.ts'))
  return [...found, ...files].sort((a, b) => a.offset - b.offset)
}

function importAt(file: SourceFile, match: RegExpExecArray): Import {
  const start = match.index + match[0].length
  const quote = file.text.charAt(start - 1)
  const specifier = file.text.slice(start, file.text.indexOf(quote, start))
  const relative = specifier.startsWith('.')
  const target = relative ? posix.join(posix.dirname(file.path), specifier) : packageName(specifier)
  return { target, relative, typeOnly: match[1] !== undefined, offset: match.index }
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

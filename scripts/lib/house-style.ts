import { type Breach, breachAt, breachesWhere, isTest, type SourceFile } from './source-files.ts'

const ANY = /(?<![\w$]|(?<!\bz)\.)any(?![\w$]|\s*\??:)/g
const NOT_NULL = /[\w$)\]]!(?!=)/g
const PLAIN_CLASS = /\bclass\s+[\w$]+(?:<[^{]*>)?\s*\{/g

/** TypeScript that the house leaves out: `any` and `!` outside tests, classes that extend nothing. */
export function typesLeftOut(file: SourceFile): Breach[] {
  const everywhere = breachesWhere(
    file,
    PLAIN_CLASS,
    'has a class: write functions; a class is for errors and for what a library asks',
  )
  if (isTest(file)) return everywhere
  return [
    ...everywhere,
    ...breachesWhere(file, ANY, 'says any: say what it is, or unknown and look'),
    ...breachesWhere(file, NOT_NULL, 'says ! of something that may be missing: handle that it is'),
  ]
}

const EXPORTED = /^export\s+(?:async\s+)?function\s*\*?\s*([\w$]+)|^export\s+const\s+([\w$]+)\b/gm
const DOCSTRING = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\n$/
const ONLY_A_CONTRACT = /^db\/migrations\//

/** Exported functions of src and db without a docstring right above. Overloads need one, on the first. */
export function withoutDocstring(file: SourceFile): Breach[] {
  if (!/^(src|db)\//.test(file.path) || ONLY_A_CONTRACT.test(file.path) || isTest(file)) return []
  const seen = new Set<string>()
  return [...file.code.matchAll(EXPORTED)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? ''
    if (seen.has(name) || (match[2] && !isFunction(file.code.slice(match.index + match[0].length)))) return []
    seen.add(name)
    if (DOCSTRING.test(file.text.slice(0, match.index))) return []
    return [
      breachAt(file, match.index, `exports ${name} without a docstring: say above it, in one line, what it means`),
    ]
  })
}

/** True when what follows a constant's name, `: Type = …` or `= …`, gives it a function. */
function isFunction(rest: string): boolean {
  const value = rest.slice(0, rest.search(/\n(?=\S)(?![)\]}>])|$(?![\s\S])/))
  const start = /(?<![=!<>])=(?![=>])\s*/.exec(value)
  if (!start) return false
  const given = value.slice(start.index + start[0].length)
  return /^(?:async\s+)?(?:function\b|[\w$]+\s*=>|<[^()]*>\s*\()/.test(given) || isArrow(given.replace(/^async\s+/, ''))
}

/** True for `( … ) =>` and `( … ): Type =>`, false for an expression that merely begins with a bracket. */
function isArrow(given: string): boolean {
  if (!given.startsWith('(')) return false
  let depth = 0
  for (let at = 0; at < given.length; at++) {
    if (given.charAt(at) === '(') depth++
    if (given.charAt(at) === ')') depth--
    if (depth === 0) return /^\s*(?:=>|:)/.test(given.slice(at + 1))
  }
  return false
}

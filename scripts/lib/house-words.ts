import { type Breach, breachAt, type SourceFile } from './source-files.ts'

const WRONG_BASIS = /\blegal[\s_-]+bas[ei]s\b/gi
const UNFINISHED = /\b(?:TO-?DO|FIX-?ME)\b/g
const TEST_NAME = /(?<![\w$.])(?:t\.)?(?:test|it|describe|suite|step)(?:\.\w+)?\s*\(\s*(['"`])/g

/** Words that the house does not use: unfinished work, the wrong name of a lawful basis, a test that says what ought to be. */
export function wordsLeftOut(file: SourceFile): Breach[] {
  return [
    ...unfinished(file),
    ...legalBases(file),
    ...(file.path.endsWith('.test.ts') || file.path.endsWith('.spec.ts') ? wishes(file) : []),
  ]
}

const unfinished = (file: SourceFile): Breach[] =>
  [...file.text.matchAll(UNFINISHED)].map((match) =>
    breachAt(file, match.index, `says ${match[0]}: finish it, or make it an issue`),
  )

/** The notices are other people's words, and an identifier of a vocabulary is an address. */
function legalBases(file: SourceFile): Breach[] {
  if (file.path.startsWith('seed/notices/')) return []
  const withoutAddresses = file.text.replace(/\bhttps?:\/\/\S+/g, (address) => ' '.repeat(address.length))
  return [...withoutAddresses.matchAll(WRONG_BASIS)].map((match) =>
    breachAt(file, match.index, `says "${match[0]}": the register's word is "lawful basis"`),
  )
}

const wishes = (file: SourceFile): Breach[] =>
  [...file.code.matchAll(TEST_NAME)].flatMap((match) => {
    const start = match.index + match[0].length
    const name = file.text.slice(start, file.text.indexOf(match[1] ?? "'", start))
    if (!/\bshould\b/i.test(name)) return []
    return [breachAt(file, match.index, `names a test "${name}": say what is so, not what should be`)]
  })

import { type Breach, isTest, type SourceFile } from './source-files.ts'

const MOST_LINES = 250
const mayBeLong = /^(db\/migrations|seed)\//

/** Files longer than any may be; migrations and the sample register, which are lists, excepted. */
export function tooLong(file: SourceFile): Breach[] {
  const lines = linesOf(file)
  if (lines <= MOST_LINES || mayBeLong.test(file.path)) return []
  return [
    {
      path: file.path,
      line: lines,
      text: `has ${lines} lines, and none may have over ${MOST_LINES}: split it by what it is about`,
    },
  ]
}

/** The shape of the code: files, median length, the length that nine in ten keep within, and comment lines in a hundred. */
export type Shape = { files: number; median: number; nineInTen: number; comments: number }

/** The shape of all files but tests, migrations and the sample register. */
export function shapeOf(files: SourceFile[]): Shape {
  const counted = files.filter((file) => !isTest(file) && !mayBeLong.test(file.path) && file.path.endsWith('.ts'))
  const lengths = counted.map(linesOf).sort((a, b) => a - b)
  const all = lengths.reduce((sum, lines) => sum + lines, 0)
  return {
    files: counted.length,
    median: lengths[Math.floor((lengths.length - 1) / 2)] ?? 0,
    nineInTen: lengths[Math.floor((lengths.length - 1) * 0.9)] ?? 0,
    comments: (100 * counted.reduce((sum, file) => sum + commentLines(file), 0)) / Math.max(1, all),
  }
}

const linesOf = ({ text }: SourceFile): number => text.replace(/\n$/, '').split('\n').length

/** Lines of which nothing but a comment is left; the lines of a long text in backticks are no comments. */
function commentLines(file: SourceFile): number {
  const code = file.code.split('\n')
  return file.text.split('\n').filter((line, at) => /^\s*(?:\/\/|\/?\*)/.test(line) && code[at]?.trim() === '').length
}

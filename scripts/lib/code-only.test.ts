import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOnly } from './code-only.ts'

test('comments and the insides of texts become blanks, and every place stays where it was', () => {
  const text = "const a = 'it\\'s' // why\nconst b = \"x\" /* two\nlines */ + 1\n"
  assert.equal(codeOnly(text), 'const a = \'     \'       \nconst b = " "       \n         + 1\n')
})

test('what a template computes is code, also in a template within it', () => {
  assert.equal(codeOnly('f`a ${ b + `c ${d} e` } f` + g'), 'f`  ${ b + `  ${d}  ` }  ` + g')
})

test('an object inside a template closes its own brace only', () => {
  assert.equal(codeOnly("`${ { a: '}' } } b` + c"), "`${ { a: ' ' } }  ` + c")
})

test('a regular expression is a text, a division is not', () => {
  assert.equal(codeOnly('x.match(/a"\\/[/\']b/g) + y'), 'x.match(/         /g) + y')
  assert.equal(codeOnly("const half = (a + b) / 2 / 'c'.length"), "const half = (a + b) / 2 / ' '.length")
  assert.equal(codeOnly('return /"/.test(a)'), 'return / /.test(a)')
})

test('quotes inside comments and comment marks inside texts open nothing', () => {
  assert.equal(codeOnly("// don't\na('//') + b"), `${' '.repeat(8)}\na('  ') + b`)
})

test('an unclosed text ends with its line, so that the rest of the file is still read', () => {
  assert.match(codeOnly("const a = 'open\nconst b = any"), /const b = any$/)
})

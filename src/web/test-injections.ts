import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'

/** What people with other intentions type, by what it is aimed at. */
const injections = {
  html: [
    '<script>alert(1)</script>',
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '<img src=x onerror=alert(1)//',
    '<svg onload=alert(1)>',
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    '</textarea><script>alert(1)</script>',
    '</title><script>alert(1)</script>',
    '</option></select><b onclick=alert(1)>x</b>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="<b>x</b>">',
    '<!--><script>alert(1)</script>',
    '&lt;b&gt; &amp;amp; &#39;',
    '<math><mi xlink:href="data:x,<b>">',
    '\u2028<b>\u202e</b>',
  ],
  sql: [
    "'; drop table records; --",
    "' or '1'='1",
    '1); delete from users; --',
    "x' union select password_hash from users --",
    '%_\\',
    '$1 ?1 :id @x',
  ],
  formula: [
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+SUM(1;1)',
    '-2+3',
    '@SUM(A1)',
    '=HYPERLINK("http://x.example","y")',
    '=1","=2',
    '"=1+1",x',
    'x\n=1+1',
    '; =1+1',
  ],
  header: ['x\r\nX-Injected: yes', 'x\nSet-Cookie: a=b', 'x%0d%0aX-Injected: yes', 'x\u0000y'],
  path: ['../../etc/passwd', '..\\..\\windows', '/etc/passwd', 'file:///etc/passwd', '%2e%2e%2f', 'CON'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be none
  template: ['zq{{7*7}}qz', 'zq${7*7}qz', 'zq<%= 7*7 %>qz', 'zq#{7*7}qz', '__proto__', 'constructor'],
} as const

export const corpus: string[] = Object.values(injections).flat()

/** A page in which nothing that was typed has become markup, an attribute or the result of a sum. */
export function assertInert(html: string, where: string): void {
  for (const text of corpus) if (/[<>"']/.test(text)) assert.ok(!html.includes(text), `${where} shows ${text} as it is`)
  const tags = html.match(/<[a-z!/][^>]*>/gi) ?? []
  for (const tag of tags) {
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+\s*=|srcdoc/i, `${where}: ${tag}`)
    assert.doesNotMatch(tag, /(href|src|action)="\s*(javascript|data):/i, `${where}: ${tag}`)
  }
  assert.doesNotMatch(html, /zq49qz/, `${where} did the sum`)
  assert.doesNotMatch(html, /root:x:0:0|SQLITE_|SqliteError/, where)
}

/** A list in which every line has its columns, and no cell is run as a formula. */
export function assertInertList(text: string, where: string): Record<string, string>[] {
  const rows = parse(text, { columns: true, relax_column_count: false }) as Record<string, string>[]
  for (const row of rows)
    for (const [column, cell] of Object.entries(row))
      assert.doesNotMatch(cell, /^[=+\-@\t\r]/, `${where}: ${column} is ${cell}`)
  return rows
}

/** The fields of the form that a page is about, as a browser would send them untouched; texts are those that one types. */
export function formOf(html: string): { action: string; fields: [string, string][]; texts: string[] } {
  const form = [...html.matchAll(/<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => text)
  const own = form.find((text) => !/action="\/(sign-out)"/.test(text)) ?? ''
  const fields: [string, string][] = []
  const texts: string[] = []
  for (const [tag] of own.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1]
    if (name === undefined || name === '_csrf') continue
    const type = /\btype="([^"]*)"/.exec(tag)?.[1] ?? 'text'
    const value = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ''
    if (type === 'file' || (/radio|checkbox/.test(type) && !/\bchecked\b/.test(tag))) continue
    fields.push([name, value])
    if (type !== 'hidden') texts.push(name)
  }
  return { action: /action="([^"]*)"/.exec(own)?.[1] ?? '', fields, texts }
}

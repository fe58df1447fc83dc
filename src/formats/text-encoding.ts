import { isUtf8 } from 'node:buffer'

/** What a look through a whole file shows: text in one of two encodings, or no text at all and why. */
export type TextLook = ({ ok: true } & TextKind) | { ok: false; text: string }

/** `bomBytes`: the length of the mark at the start. `cutShort`: the file ends inside a character. */
export type TextKind = { encoding: 'utf-8' | 'windows-1252'; bomBytes: 0 | 3; cutShort: boolean }

const UTF_16 =
  'The file is in UTF-16, which some programs call “Unicode text”. Open it, save it as “CSV UTF-8”, and send that file.'

/** What files of other kinds begin with, and what to do about them. */
const signatures: [string, string][] = [
  [
    '504b0304',
    'The file is an Excel workbook or another zip file, not CSV. Open it, save it as “CSV UTF-8”, and send that file.',
  ],
  ['d0cf11e0', 'The file is an old Excel workbook, not CSV. Open it, save it as “CSV UTF-8”, and send that file.'],
  ['25504446', 'The file is a PDF, not CSV. Export the list from the source system as CSV, and send that file.'],
  ['1f8b', 'The file is compressed. Unpack it, and send the CSV file that is in it.'],
  ['fffe', UTF_16],
  ['feff', UTF_16],
]
const NOT_TEXT =
  'The file is not text: it holds bytes that no CSV file has. Export the list from the source system as CSV, and send that file.'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const LOOKED_AT_CLOSELY = 65_536
const MOST_CONTROLS = 0.01

/**
 * Looks through a whole file: UTF-8 when every byte is valid UTF-8, else Windows-1252.
 *
 * Refuses other kinds of file (a workbook, a PDF, UTF-16, anything with null bytes) with a sentence that says what to do.
 */
export async function lookThrough(chunks: AsyncIterable<Buffer>): Promise<TextLook> {
  let start = Buffer.alloc(0)
  let rest = Buffer.alloc(0)
  let utf8 = true
  let anyNull = false
  for await (const chunk of chunks) {
    if (start.length < LOOKED_AT_CLOSELY) start = Buffer.concat([start, chunk.subarray(0, LOOKED_AT_CLOSELY)])
    anyNull ||= chunk.includes(0)
    if (!utf8) continue
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = wholeCharacters(bytes)
    utf8 = isUtf8(bytes.subarray(0, whole))
    rest = Buffer.from(bytes.subarray(whole))
  }
  const refusal = refusalOf(start, anyNull)
  if (refusal !== null) return { ok: false, text: refusal }
  const bomBytes = start.subarray(0, 3).equals(BOM) ? 3 : 0
  return { ok: true, encoding: utf8 ? 'utf-8' : 'windows-1252', bomBytes, cutShort: utf8 && rest.length > 0 }
}

/** Turns bytes into text; they must not begin or end inside a character. */
export function decoder(encoding: TextKind['encoding']): (bytes: Buffer) => string {
  if (encoding === 'utf-8') return (bytes) => bytes.toString('utf8')
  const windows = new TextDecoder('windows-1252')
  return (bytes) => windows.decode(bytes)
}

function refusalOf(start: Buffer, anyNull: boolean): string | null {
  const hex = start.subarray(0, 4).toString('hex')
  const signature = signatures.find(([bytes]) => hex.startsWith(bytes))
  if (signature) return signature[1]
  if (anyNull) return start.length > 1 && (start[0] === 0) !== (start[1] === 0) ? UTF_16 : NOT_TEXT
  return controlsIn(start) > start.length * MOST_CONTROLS ? NOT_TEXT : null
}

/** Tabs, line ends and the marks that old programs put at line and file ends are text; other control characters are rare in it. */
function controlsIn(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 26) || byte === 127 ? 1 : 0), 0)
}

/** How many of the bytes are whole UTF-8 characters: all but a sequence at the end that has begun and may go on. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length
  }
  return bytes.length
}

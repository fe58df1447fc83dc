import { inflateRawSync } from 'node:zlib'

/** The parts of an XLSX file by name, unpacked by the directory at its end: no code of the writer's is used. */
export function unpacked(file: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(file)
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const parts = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < bytes.readUInt16LE(end + 10); n++) {
    const [size, nameLength, extra, comment, local] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ]
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(from, from + size)
    const text = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
    parts.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), text.toString('utf8'))
    at += 46 + nameLength + extra + comment
  }
  return parts
}

/** The cells of the only sheet, row by row: texts as they were written, numbers as numbers, nothing as null. Throws on a cell of any other kind. */
export function cellsOf(file: Uint8Array): (string | number | null)[][] {
  const sheet = unpacked(file).get('xl/worksheets/sheet1.xml') ?? ''
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) => {
    const cells: (string | number | null)[] = []
    for (const [, attributes = '', content = ''] of row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs))
      cells[columnOf(attributes)] = cellOf(attributes, content)
    return Array.from(cells, (cell) => cell ?? null)
  })
}

function cellOf(attributes: string, content: string): string | number | null {
  if (content === '') return null
  const number = /^<v>(-?[\d.e+-]+)<\/v>$/.exec(content)
  if (number && !/ t=/.test(attributes)) return Number(number[1])
  const text = /^<is><t(?: xml:space="preserve")?>([^<]*)<\/t><\/is>$/.exec(content)
  if (!text || !/ t="inlineStr"/.test(attributes)) throw new Error(`a cell that is neither text nor number: ${content}`)
  return plain(text[1] ?? '')
}

/** Text as a spreadsheet reads it: the entities of XML first, then the numbers of characters that XML has no room for. */
const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

function columnOf(attributes: string): number {
  const letters = /r="([A-Z]+)\d+"/.exec(attributes)?.[1] ?? ''
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { MOST_REFERENCES, readReferences } from '../../domain/hold-references.ts'
import type { Problem } from '../../domain/problem.ts'
import { lookThrough } from '../../formats/text-encoding.ts'
import type { Upload } from '../upload.ts'

const MOST_BYTES = 25_000_000

/** As many references as there may be, each as long as it may be, pasted or in a file; and as many boxes as there are to tick. */
export const UPLOAD_LIMITS = { fileSize: MOST_BYTES, fieldSize: MOST_BYTES, fields: 2000, parts: 2010 }

/** The fields of the form but for its references. */
export const FIELDS = [
  ...['title', 'kind', 'mandate', 'reason', 'reviewOn', 'catches', 'services', 'rules', 'sources'],
  ...['triggerFrom', 'triggerTo', 'source'],
] as const

/** The references that a form brought, and what is wrong with them, a sentence for each line. */
export type ListSent = { references: string[]; repeated: number; problems: Problem[] }

/**
 * Reads the references of a form: those that were typed, and those of its file.
 *
 * `kept`: whether the rest of the form is in order. Where it is not, the file has to be chosen again, since no browser sends it twice.
 */
export async function listSent({ fields, file, tooLarge }: Upload, kept: boolean): Promise<ListSent> {
  const problem = (field: string, text: string): ListSent => ({
    references: [],
    repeated: 0,
    problems: [{ field, text }],
  })
  if (tooLarge)
    return problem(
      'file',
      `Choose a smaller file: a hold lists ${MOST_REFERENCES.toLocaleString('en-GB')} references at most`,
    )
  const typed = typeof fields.references === 'string' ? fields.references : ''
  if (typed.trim() === '' || !file) {
    const text = file ? await textOf(file.path) : { ok: true as const, text: typed }
    if (!text.ok) return problem('file', text.text)
    const { references, repeated, problems } = readReferences(text.text)
    const told = problems.map((sentence) => ({ field: file ? 'file' : 'references', text: sentence }))
    const again = file && !kept && told.length === 0 ? [CHOOSE_AGAIN] : []
    return { references, repeated, problems: [...told, ...again] }
  }
  return problem('file', 'Either enter the references or choose a file of them: both were sent')
}

const CHOOSE_AGAIN: Problem = { field: 'file', text: 'Choose the file again: a browser does not send it a second time' }

async function textOf(path: string): Promise<{ ok: boolean; text: string }> {
  const look = await lookThrough(createReadStream(path))
  if (!look.ok) return look
  return { ok: true, text: new TextDecoder(look.encoding).decode(await readFile(path)) }
}

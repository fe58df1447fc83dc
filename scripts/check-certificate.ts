import './lib/require-node-24.ts'
import { readFile } from 'node:fs/promises'
import { certificateByNumber } from '../db/queries/certificate-show.ts'
import { membershipOf, wrongWithFile } from '../src/actions/certificate-proof.ts'
import { readCertificateFile } from '../src/domain/certificate.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'check-certificate',
    does: 'Proves that the file of a destruction certificate is what was issued, and whether a record is in it; changes nothing.',
    arguments: { FILE: { does: 'the JSON file of the certificate' } },
    options: {
      source: { value: 'CODE', does: 'the source system of the record, with --reference' },
      reference: { value: 'REFERENCE', does: 'the reference under which the source system held the record' },
    },
  },
  async ({ arguments: { FILE }, options: { source, reference }, env }) => {
    if ((source === undefined) !== (reference === undefined))
      throw new WrongUsage('--source and --reference are given together, or neither of them.')
    const file = readCertificateFile(await textOf(FILE))
    if (!file) throw new CommandFailed(`${FILE} is not the file of a destruction certificate.`)
    const { number, sourceSystem } = file.facts
    if (source !== undefined && source !== sourceSystem.code)
      throw new WrongUsage(`--source: ${number} is of ${sourceSystem.code}, and of no record of ${source}.`)
    return withDatabase(
      env,
      () => new Date(),
      async ({ db, config }) => {
        const issued = await certificateByNumber(db, number, null)
        const wrong = await wrongWithFile(db, file, issued)
        const membership = issued ? await membershipOf(db, issued, reference ?? '', config.recordHashKey) : null
        if (membership && membership.root !== file.facts.list.merkleRoot)
          wrong.push('The hashes that are kept do not come to its root: they, or the key of the hashes, are others.')
        const proof = reference === undefined ? undefined : (membership?.proof ?? null)
        const said = wrong.length === 0 ? [`${number} is what was issued on ${file.facts.issuedOn}.`] : wrong
        if (proof !== undefined) said.push(`The record ${proof === null ? 'is not' : 'is'} in it.`)
        return {
          ok: wrong.length === 0 && proof !== null,
          text: said.join('\n'),
          result: {
            number,
            issued: wrong.length === 0,
            wrong,
            ...(proof === undefined ? {} : { member: proof !== null, proof }),
          },
        }
      },
    )
  },
)

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new CommandFailed(`${file} cannot be read.`)
  }
}

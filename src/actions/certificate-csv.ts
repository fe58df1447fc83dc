import { type CertificateFacts, readFacts } from '../domain/certificate.ts'
import { notCovered } from '../domain/certificate-words.ts'
import type { CsvExport } from './csv-export.ts'

type Line = { part: string; name: string; value: string | number | null }

/** One certificate as CSV: a row for each thing that it says. */
export const certificateExport = (certificate: {
  number: string
  facts: string
  factsHash: string
}): CsvExport<Line, object> => ({
  name: `destruction-certificates/${certificate.number}`,
  fileName: certificate.number,
  columns: [
    { name: 'part', value: ({ part }) => part },
    { name: 'name', value: ({ name }) => name },
    { name: 'value', value: ({ value }) => value },
  ],
  async *rows() {
    yield linesOf(readFacts(certificate.facts), certificate.factsHash)
  },
})

function linesOf(facts: CertificateFacts, sha256: string): Line[] {
  const part = (name: string, of: Record<string, string | number | null>): Line[] =>
    Object.entries(of).map(([key, value]) => ({ part: name, name: key, value }))
  const {
    rules,
    decisions,
    methods,
    review,
    instruction,
    list,
    exceptions: _,
    service,
    sourceSystem,
    ...others
  } = facts
  const { copies, ...plain } = { copies: [], ...others }
  return [
    ...part('certificate', {
      ...plain,
      ...{ service: service?.code ?? null, serviceName: service?.name ?? null },
      ...{ sourceSystem: sourceSystem.code, sourceSystemName: sourceSystem.name },
    }),
    ...rules.flatMap((rule, at) => part(`rule ${at + 1}`, rule)),
    ...decisions.flatMap((decision, at) => part(`decision ${at + 1}`, decision)),
    ...part('review', review),
    ...part('instruction', instruction),
    ...methods.flatMap((method, at) => part(`method ${at + 1}`, method)),
    ...copies.flatMap((of, at) => part(`copies ${at + 1}`, of)),
    ...notCovered(facts).map(({ text, records }) => ({ part: 'not covered', name: text, value: records })),
    ...part('list', list),
    { part: 'integrity', name: 'sha256', value: sha256 },
  ]
}

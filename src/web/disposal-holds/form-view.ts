import type { RecordTerms } from '../../../db/queries/record-terms.ts'
import type { Service } from '../../../db/queries/services.ts'
import { holdKindInWords, holdKinds } from '../../domain/disposal-hold.ts'
import { MOST_REFERENCES } from '../../domain/hold-references.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Option } from '../components.ts'
import { fieldError } from '../form.ts'
import { LIST } from './words.ts'

/** What a hold can name. */
export type Choices = { services: Service[]; terms: Pick<RecordTerms, 'rules' | 'sources'> }

/** The form that begins a hold, with what was answered and what is wrong with it. */
export function formPage({ services, terms }: Choices, answers: Record<string, unknown>, problems: Problem[]) {
  const text = (name: string): string => (typeof answers[name] === 'string' ? answers[name] : '')
  const field = (name: string, label: string, hint: string | null = null) => ({
    ...{ name, label, hint, value: text(name), error: fieldError(problems, name) },
  })
  const checks = (name: string, label: string, options: Option[]) => ({
    ...{ name, label, options, error: fieldError(problems, name) },
    values: [answers[name] ?? []].flat().map(String),
  })
  const sources = optionsOf([...terms.sources.values()])
  return {
    title: 'Place a disposal hold',
    back: { text: 'Disposal holds', href: LIST },
    problems,
    action: `${LIST}/drafts`,
    heading: field('title', 'Title', 'By which people here know it, for example the number of the claim'),
    kind: {
      ...field('kind', 'What kind of hold is it?'),
      options: holdKinds.map((value) => ({ value, ...holdKindInWords[value] })),
    },
    mandate: field(
      'mandate',
      'Who ordered it, and by which provision?',
      'For example: Legal services, Civil Procedure Rules part 31',
    ),
    reason: field('reason', 'Why must these records be kept?'),
    reviewOn: field(
      'reviewOn',
      'When is the hold looked at again?',
      'Within 12 months, for example 31/03/2027. You are reminded on that day; the hold stays until somebody lifts it',
    ),
    catches: {
      ...field('catches', 'What is the hold on?'),
      options: [
        {
          value: 'criteria',
          text: 'Records that have something in common',
          hint: 'By service, rule, source system or trigger date. Records that come later are caught as well',
        },
        {
          value: 'list',
          text: 'A list of references',
          hint: 'Of one source system. References that no record has yet count from the day on which one comes',
        },
      ],
    },
    services: checks(
      'services',
      'Services',
      services.map(({ code, name }) => ({ value: code, text: name })),
    ),
    rules: checks(
      'rules',
      'Retention rules',
      optionsOf([...terms.rules.values()].map(({ code, recordSeries }) => ({ code, name: recordSeries }))),
    ),
    sources: checks('sources', 'Source systems', sources),
    triggerFrom: field('triggerFrom', 'Trigger date from', 'For example 14/06/2019. Left open: any'),
    triggerTo: field('triggerTo', 'Trigger date up to', 'That day included'),
    source: {
      ...field('source', 'Source system that has these references'),
      options: [{ value: '', text: 'Choose a source system' }, ...sources],
    },
    references: field(
      'references',
      'References',
      `One on each line, ${MOST_REFERENCES.toLocaleString('en-GB')} at most. References only, never a name`,
    ),
    file: {
      ...{ name: 'file', label: 'Or a file of them', error: fieldError(problems, 'file') },
      hint: 'CSV or text with one column and one reference on each line',
      accept: '.csv,.txt,text/csv,text/plain',
    },
    criteriaOpen: answers.catches !== 'list',
    listOpen: answers.catches === 'list',
  }
}

const optionsOf = (terms: { code: string; name: string }[]): Option[] =>
  terms
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, name }) => ({ value: code, text: `${code} ${name}` }))
